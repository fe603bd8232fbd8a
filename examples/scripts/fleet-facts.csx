// Asks all hosts of the inventory what they are and how they are, over SSH, and shows it in one table.
//
//   runner run fleet-facts.csx --input hosts=web
//
//   hosts     which hosts of the inventory                                      (all)
//   at-once   how many are asked at a time                                      (50)

var asked = await ForEach(Inventory.Select(Inputs.Get("hosts", "all")), Inputs.Get("at-once", 50), async host =>
{
    try
    {
        return (Host: host, Facts: await Run(new Ssh.Facts { Host = host.Name }, $"facts of {host.Name}", timeout: TimeSpan.FromMinutes(1)), Error: "");
    }
    catch (NetworkException e)
    {
        return (Host: host, Facts: null, Error: e.Message);
    }
});

var rows = asked.Select(each => new
{
    Host = each.Host.Name,
    System = $"{each.Facts?.System.Name} {each.Facts?.System.Version}".Trim(),
    Up = each.Facts?.Uptime is { } up ? $"{up.Days}d {up.Hours}h" : "",
    each.Facts?.Cpus,
    Load = each.Facts?.Load?.Five,
    Memory = each.Facts?.Memory is { } memory ? $"{memory.UsedPercent:0} % of {memory.Total / (1 << 30)} GiB" : "",
    Disk = each.Facts?.Disks.MaxBy(disk => disk.UsedPercent) is { } fullest ? $"{fullest.UsedPercent:0} % of {fullest.Mount}" : "",
    each.Error,
}).ToList();

Log(Table(rows));
Output("facts", rows);
var silent = rows.Where(row => row.Error.Length > 0).Select(row => row.Host).ToList();
Expect(() => silent.Count == 0);
