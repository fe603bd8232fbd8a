// Takes stock of certificates: for whom, by whom, how long they last and what is wrong with them, the one that
// expires first on top. It fails when one is not trusted or does not last long enough.
//
//   runner run certificates.csx --input hosts=example.com,mail.example.com:465 --input warn-days=21
//
//   hosts       the servers, each perhaps with its port, with commas between
//   warn-days   how many days a certificate must have left                      (21)
//   ca          a PEM file with authorities of your own, to trust in place of this machine's

var ca = Inputs.Has("ca") ? new TlsOptions { Ca = Inputs["ca"] } : null;
var warnDays = Inputs.Get("warn-days", 21);

var seen = await ForEach(Inputs["hosts"].Split(','), 10, async host =>
{
    try
    {
        // What is wrong with one certificate is told below, with those of the others.
        var tls = await Run(new Tls.Inspect { Host = host.Trim(), Tls = ca }, host.Trim(), attempts: 2, expect: false);
        return new { Host = host.Trim(), Days = (int?)tls.DaysLeft, Expires = $"{tls.Certificate.NotAfter:yyyy-MM-dd}", tls.Certificate.Issuer, Problems = string.Join("; ", tls.Problems) };
    }
    catch (NetworkException e)
    {
        return new { Host = host.Trim(), Days = (int?)null, Expires = "", Issuer = "", Problems = e.Message };
    }
});

var certificates = seen.OrderBy(each => each.Days ?? int.MinValue).ToList();
Log(Table(certificates));
Output("certificates", certificates);

var bad = certificates.Where(each => each.Problems.Length > 0 || each.Days < warnDays).Select(each => each.Host).ToList();
Expect(() => bad.Count == 0);
