// Restarts a service on one machine after the other over SSH. Each must be healthy before and again after;
// the first that is not ends it, so that what was left running keeps running.
//
//   runner run rolling-restart.csx --input hosts=web --input service=nginx --input health=http://{address}/health
//
//   hosts     which hosts of the inventory: a group, a name, a pattern such as web:!canary    (all)
//   service   its name, as systemctl knows it                                                 (nginx)
//   health    the URL that must answer; {address} stands for the machine's address            (http://{address}/)
//   within    how many seconds a machine has to become healthy again                          (30)
//   sudo      whether restarting needs sudo                                                   (true)

var service = Inputs.Get("service", "nginx");
var health = Inputs.Get("health", "http://{address}/");
var within = Inputs.Get("within", 30);
var sudo = Inputs.Get("sudo", true);
var restarted = new List<string>();

foreach (var host in Inventory.Select(Inputs.Get("hosts", "all")))
{
    var url = health.Replace("{address}", host.Address ?? host.Name);
    await Step($"restart {service} on {host.Name}", async () =>
    {
        await Run(new Http.Get { Url = url }, "it is healthy");
        await Run(new Ssh.Run { Host = host.Name, Args = ["systemctl", "restart", service], Sudo = sudo }, "restart it", timeout: TimeSpan.FromMinutes(2));
        await Run(new Http.Get { Url = url }, new ScriptStepOptions { Name = "it is healthy again", Attempts = within, Delay = TimeSpan.FromSeconds(1) });
    });
    restarted.Add(host.Name);
    Output("restarted", restarted);
}

Log($"{service} was restarted on {string.Join(", ", restarted)}");
