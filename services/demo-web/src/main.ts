import { runService } from '@scaleout/runtime';
import { demoWeb } from './service';

void runService(demoWeb);
