// Fetches a log from every machine by SFTP, many at a time, into a folder with a file for each. A machine that
// cannot be reached does not keep the others back. What is here already and has not changed is not fetched again.
//
//   runner run collect-logs.csx --input hosts=web --input log=/var/log/nginx/error.log --input into=./logs
//
//   hosts     which hosts of the inventory                                      (all)
//   log       the log's path on the machines                                    (/var/log/syslog)
//   into      the folder to put them into, relative to this script              (logs)
//   at-once   how many machines are asked at a time                             (20)

var log = Inputs.Get("log", "/var/log/syslog");
var into = Inputs.Get("into", "logs");

var fetched = await ForEach(Inventory.Select(Inputs.Get("hosts", "all")), Inputs.Get("at-once", 20), async host =>
{
    try
    {
        var file = await Run(new Ssh.Download { Host = host.Name, Source = log, Target = $"{into}/{host.Name}.log" }, $"{log} of {host.Name}");
        return new { Host = host.Name, file.Size, State = file.Changed ? "fetched" : "had it already", Failed = false };
    }
    catch (NetworkException e)
    {
        return new { Host = host.Name, Size = 0L, State = e.Message, Failed = true };
    }
});

Log(Table(fetched.Select(each => new { each.Host, each.Size, each.State })));
var failed = fetched.Where(each => each.Failed).Select(each => each.Host).ToList();
Output("failed", failed);
Expect(() => failed.Count == 0);
