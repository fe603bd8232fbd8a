using System.Globalization;
using System.Text;

namespace Runner.Service.Health;

/// <summary>How many values were at most so large, as Prometheus counts them.</summary>
sealed class Histogram(params double[] bounds)
{
    readonly long[] counts = new long[bounds.Length + 1];
    readonly Lock gate = new();
    double sum;

    public void Add(double value)
    {
        var at = 0;
        while (at < bounds.Length && value > bounds[at]) at++;
        lock (gate)
        {
            counts[at]++;
            sum += value;
        }
    }

    public void Write(StringBuilder text, string name, string labels = "")
    {
        lock (gate)
        {
            var total = 0L;
            var comma = labels.Length > 0 ? "," : "";
            for (var i = 0; i <= bounds.Length; i++)
            {
                total += counts[i];
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{comma}le=\"{(i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf")}\"}} {total}\n");
            }

            var braces = labels.Length > 0 ? $"{{{labels}}}" : "";
            text.Append(CultureInfo.InvariantCulture, $"{name}_sum{braces} {sum}\n{name}_count{braces} {total}\n");
        }
    }
}
