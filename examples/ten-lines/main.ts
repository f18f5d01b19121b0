import { App, Chart } from 'cdk8s';
import { WebService } from 'scaleout';

const app = new App();
const shop = new Chart(app, 'shop');

const api = new WebService(shop, 'api', { image: 'shop/api:1.4.2', port: 8000, autoscaling: { min: 3, max: 20 } });
const web = new WebService(shop, 'web', { image: 'shop/web:2.0.0', port: 3000, config: { THEME: 'dark' } });
web.connect(api);

app.synth();
