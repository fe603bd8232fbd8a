namespace Runner.Plugins.Scan.Probing.Pacing;

/// <summary>
/// How many probes a second. Most probes of a scan are never answered, whoever drops them, so only canaries tell what the network does:
/// probes to ports that have answered before. The rate doubles with each flight until their answers are late (a queue grows) or lost.
/// What gets through then is measured (<see cref="DeliveryRate"/>), and that is the rate, a little less while the queue drains, a little
/// more from time to time to see whether there is room again. One cut per flight: what was sent before a cut says nothing of after it.
/// Times are seconds of any clock.
/// </summary>
/// <param name="start">The first rate.</param>
/// <param name="least">Never less, however bad it looks.</param>
/// <param name="most">Never more.</param>
/// <param name="blind">Never more while no canary tells.</param>
sealed class RateController(double start, double least, double most, double blind)
{
    /// <summary>A flight is not shorter: timers and schedulers blur less.</summary>
    const double LeastFlight = 0.005;

    /// <summary>What any machine's scheduler may delay.</summary>
    const double LeastDelay = 0.004, MostDelay = 0.020;

    const double LossLimit = 0.08, Fading = 0.75;
    const double FirstStep = 0.02, LastStep = 0.25;
    const int Remembered = 8, EndOfTrouble = 6, LeastLost = 3, LeastCanaries = 6;

    readonly List<Flight> flights = [];
    readonly DeliveryRate delivery = new();
    RoundTrip trip;
    Flight current = new(0, 0, start);
    double capacity = double.PositiveInfinity, step = FirstStep;
    double usualLoss, usualDelay, recentCanaries, recentLost;
    (double Rate, double Through, double Loss, double Delay) firstCut;
    readonly double[] delivered = new double[Remembered];
    int sinceCut, clean, canaries, deliveries, cuts;
    long probes;
    bool started;

    /// <summary>Probes a second.</summary>
    public double Rate { get; private set; } = Math.Clamp(start, Math.Min(least, most), most);

    /// <summary>After how many probes a canary is due.</summary>
    public int CanaryInterval => (int)Math.Clamp(Rate * FlightLength / 12, 5, 64);

    /// <summary>Notes a probe; what comes back names the answer to a canary.</summary>
    public CanaryTag Sent(double now, bool canary)
    {
        if (!started)
        {
            started = true;
            current = new(0, now, Rate);
            flights.Add(current);
        }
        current.Probes++;
        probes++;
        if (canary)
        {
            current.Canaries++;
            canaries++;
        }
        return new(current.Number, canaries, probes, now);
    }

    /// <summary>A canary was answered.</summary>
    /// <param name="tag">What <see cref="Sent"/> gave for it.</param>
    /// <param name="now">When the answer came.</param>
    /// <param name="fastest">The fastest answer that this canary ever had, in seconds.</param>
    /// <param name="stall">How long nobody looked for answers before, in seconds: so much of the delay may be our own.</param>
    public void Answered(in CanaryTag tag, double now, double fastest, double stall = 0)
    {
        var took = now - tag.At;
        trip.Add(took);
        var delay = Math.Max(0, took - fastest - stall);
        delivery.Add(tag.Canary, tag.Probe, now, delay);
        foreach (var flight in flights)
        {
            if (flight.Number != tag.Flight) continue;
            flight.Add(delay, DelayLimit);
            // A queue shows long before the flight is over.
            if (!flight.IsJudged && flight.Number >= sinceCut && IsLate(flight)) Judge(flight, now);
            return;
        }
    }

    /// <summary>Decides by the flights that are over.</summary>
    public void Tick(double now)
    {
        if (!started) return;
        if (now - current.Start >= FlightLength && (current.Canaries >= LeastCanaries || now - current.Start >= 12 * FlightLength)) Next(now);
        var patience = Math.Max(trip.Usual, 1.5 * trip.Smoothed) + 0.02;
        for (var i = 0; i < flights.Count; i++)
        {
            var flight = flights[i];
            if (flight == current || (flight.Lost > 0 && now < flight.End + patience)) continue;
            flights.RemoveAt(i--);
            if (!flight.IsJudged) Judge(flight, now);
        }
    }

    double FlightLength => Math.Max(LeastFlight, trip.Smoothed);

    double DelayLimit => usualDelay + Math.Clamp(trip.Least / 4, LeastDelay, MostDelay);

    static bool IsLate(Flight flight) => flight.Delayed >= LeastLost && flight.Delayed * 2 > flight.Answered;

    /// <summary>More lost than usual and than chance explains: of this flight alone, or of the last few together, which see less of it.</summary>
    bool IsLossy(Flight flight)
    {
        recentCanaries = (recentCanaries * Fading) + flight.Canaries;
        recentLost = (recentLost * Fading) + flight.Lost;
        return IsTooMuch(flight.Lost, flight.Canaries, LossLimit) || IsTooMuch(recentLost, recentCanaries, LossLimit * 1.25);
    }

    bool IsTooMuch(double lost, double canaries, double limit) =>
        lost >= LeastLost && lost / canaries > usualLoss + Math.Max(limit, 2.5 * Math.Sqrt(usualLoss * (1 - usualLoss) / canaries));

    void Next(double now)
    {
        current.End = now;
        current = new(current.Number + 1, now, Rate);
        flights.Add(current);
    }

    void Judge(Flight flight, double now)
    {
        flight.IsJudged = true;
        if (flight.Canaries == 0)
        {
            if (!trip.IsKnown && Rate < blind) Rate = Math.Min(Rate * 1.1, Math.Min(blind, most));
            return;
        }
        if (flight.Number < sinceCut) return;
        var late = IsLate(flight);
        var lossy = flight != current && IsLossy(flight);
        if (late || lossy) Cut(flight, late, now);
        else if (flight.Answered >= LeastLost) Grow(flight, now);
    }

    void Cut(Flight flight, bool late, double now)
    {
        var sent = Math.Min(flight.SentRate(now), flight.AimedRate);
        // A flight that is lost as a whole tells that something broke, not what gets through.
        var outage = !late && flight.Loss > 0.9;
        var loss = Math.Max(flight.Loss, recentCanaries > 0 ? recentLost / recentCanaries : 0);
        var through = Math.Min(sent, late ? delivery.Measure(DelayLimit / 2) ?? (sent * 0.8) : sent * Math.Max(0.3, 1 - loss + usualLoss));
        // The first cut of a row is made while the way is still filling: the second knows what gets through.
        if (clean >= EndOfTrouble) cuts = 0;
        if (++cuts <= 2) firstCut = (sent, through, loss, flight.MeanDelay);
        else if (sent <= firstCut.Rate / 2 && through <= firstCut.Through * 0.65) Concede(flight, loss);
        Deliver(through);
        // The most that lately got through is what gets through: one hiccup, here or there, does not make the way narrow.
        capacity = Math.Max(least, delivered.Max());
        // The longer the queue, the more room it needs to drain; one of a quarter of a second takes as long again.
        var drain = late ? Math.Clamp((flight.MeanDelay - usualDelay) / 0.25, 0.1, 0.5) : 0.1;
        Rate = Math.Clamp(Math.Min(capacity, Rate) * (1 - drain), Math.Min(least, most), most);
        (step, clean, recentCanaries, recentLost) = (FirstStep, 0, 0, 0);
        if (outage) capacity = double.PositiveInfinity;
        Next(now);
        sinceCut = current.Number;
        delivery.Clear();
    }

    /// <summary>
    /// Half the rate has not helped, and as much less got through: this loss, or this delay, is not ours. At a narrow place the loss
    /// may stay high as well, but as much as before gets through.
    /// </summary>
    void Concede(Flight flight, double loss)
    {
        if (firstCut.Loss > 0 && loss >= 0.7 * firstCut.Loss) usualLoss = Math.Min(0.6, loss);
        if (firstCut.Delay > 0 && flight.MeanDelay >= 0.7 * firstCut.Delay) usualDelay = flight.MeanDelay;
        cuts = 0;
    }

    void Grow(Flight flight, double now)
    {
        if (usualLoss > 0) usualLoss += (flight.Loss - usualLoss) / 16;
        if (flight.MeanDelay < usualDelay / 2) usualDelay /= 2;
        Deliver(Math.Min(flight.DeliveredRate(now, usualLoss), flight.AimedRate));
        // What was not sent at this rate says nothing of it: the flight began before the last step, or there was not enough to send.
        if (flight.AimedRate < Rate * 0.99 || flight.SentRate(now) < Rate * 0.75) return;
        clean++;
        // So much more than was ever measured to get through, and neither loss nor a queue: the way has become wider.
        if (Rate > capacity * 1.3) capacity = double.PositiveInfinity;
        if (double.IsPositiveInfinity(capacity)) Rate = Math.Min(most, Rate * 2);
        else if (Rate < capacity * 0.95) Rate = Math.Min(most, capacity * 0.95);
        else
        {
            if (clean % 2 == 0) step = Math.Min(LastStep, step * 2);
            Rate = Math.Min(most, Rate * (1 + step));
        }
    }

    void Deliver(double rate) => delivered[deliveries++ % delivered.Length] = rate;
}
