import { runService } from '@scaleout/runtime';
import { demoApi } from './service';

void runService(demoApi);
