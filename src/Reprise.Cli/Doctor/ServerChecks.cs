using System.Globalization;
using Reprise.Cli.Output;
using Reprise.Client.Documents;

namespace Reprise.Cli.Doctor;

/// <summary>What the server says of itself, judged.</summary>
internal static class ServerChecks
{
    /// <summary>Records that wait longer than a moment mean a store that does not keep up.</summary>
    private const long ManyQueued = 10_000;
    private const long LargeJournal = 256L * 1024 * 1024;

    public static IEnumerable<Finding> Of(StatusDocument status)
    {
        yield return Store(status.Store);
        yield return Journal(status.Capture);
        yield return Capture(status.Capture);
        yield return Providers(status.Providers);
        yield return Prices(status.Prices);
    }

    /// <summary>Clocks that differ make times, ranges and prices differ.</summary>
    public static Finding Clock(DateTimeOffset? server, DateTimeOffset here)
    {
        if (server is not { } time) return Finding.Warning("clock", "the server did not tell its time", "A proxy in between may drop the Date header; compare the clocks by hand.");
        var apart = (time - here).Duration();
        var text = apart < TimeSpan.FromSeconds(2) ? "agrees with this machine" : string.Create(CultureInfo.InvariantCulture, $"{apart.TotalSeconds:0} s apart from this machine");
        return apart < TimeSpan.FromSeconds(5)
            ? Finding.Good("clock", text)
            : Finding.Warning("clock", text, "Let both machines keep time by NTP; records carry the server's time.");
    }

    private static Finding Store(StoreStatusDocument? store) => store switch
    {
        null => Unsaid("store"),
        { Healthy: true } => Finding.Good("store", $"{store.Engine} takes and gives records"),
        _ => Finding.Bad("store", $"{store.Engine}: {store.Message ?? "not healthy"}",
            "Recording goes on into the journal meanwhile. See that the data folder can be written and has space, then look at the server's log."),
    };

    private static Finding Journal(CaptureStatusDocument? capture) => capture switch
    {
        null => Unsaid("journal"),
        { JournalHealthy: false } => Finding.Bad("journal", capture.LastError ?? "cannot be written",
            "See that the data folder can be written and its disk has space. Calls still pass through; they are recorded again as soon as it can be written."),
        { JournalBytes: > LargeJournal } => Finding.Warning("journal", $"{Format.Bytes(capture.JournalBytes)} wait to be stored", "The store is down or slow; what waits is safe on disk."),
        _ => Finding.Good("journal", $"written to, {Format.Bytes(capture.JournalBytes)} waiting"),
    };

    private static Finding Capture(CaptureStatusDocument? capture)
    {
        if (capture is null) return Unsaid("recording");
        var counts = $"{Format.Count(capture.Received)} received, {Format.Count(capture.Stored)} stored, {Format.Count(capture.Queued)} queued";
        if (capture.Dropped > 0 || capture.Failed > 0)
        {
            return Finding.Bad("recording", $"{counts}, {Format.Count(capture.Dropped)} lost, {Format.Count(capture.Failed)} failed{(capture.LastError is null ? "" : $": {capture.LastError}")}",
                "These counts are since the server started. See journal and store above for the cause.");
        }

        return capture.Queued > ManyQueued
            ? Finding.Warning("recording", counts, "The store does not keep up; a faster disk helps, and what waits is safe on disk.")
            : Finding.Good("recording", counts);
    }

    private static Finding Providers(IReadOnlyList<ProviderStatusDocument>? providers) => providers is null or []
        ? Finding.Warning("providers", "none configured", "Set one: reprise serve --set Providers:openai:BaseUrl=https://api.openai.com")
        : Finding.Good("providers", string.Join(", ", providers.Select(static provider => provider.Name)));

    private static Finding Prices(PricesStatusDocument? prices) => prices switch
    {
        null => Unsaid("prices"),
        { Models: 0 } => Finding.Bad("prices", "the price table is empty", "Give the server one: reprise prices update --file prices.json"),
        _ => Finding.Good("prices", $"version {prices.Version}, {Format.Count(prices.Models)} models"),
    };

    private static Finding Unsaid(string check) => Finding.Warning(check, "the server says nothing about it", "It may be older than this program; run the same version of both.");
}
