using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Reprise.Server.Tests.Cassettes;

namespace Reprise.Server.Tests.Playback.Clients;

/// <summary>Counts which calls were made, by which means, and what could not be made.</summary>
internal sealed partial class ClientReport(string client)
{
    public const string ByContent = "what counts";
    public const string LaneAlone = "lane alone: the client writes the request otherwise";
    public const string OtherLane = "lane alone: as the client writes it, it is the request of another lane";

    private readonly ConcurrentDictionary<(string Provider, string Kind, string What), int> _counts = new();
    private readonly ConcurrentBag<string> _differences = [];
    private int _made;
    private int _omitted;
    private long _events;

    public IEnumerable<string> Differences => _differences;
    public int Made => _made;

    public int FoundByContent(string provider) => _counts.GetValueOrDefault((provider, "found by", ByContent));

    public void Add(Cassette cassette, ClientCall call, string how, string? difference)
    {
        Interlocked.Increment(ref _made);
        Interlocked.Add(ref _events, call.Events);
        Count(cassette, "made by", call.Way);
        Count(cassette, "found by", how);
        if (cassette.Status >= 400) Count(cassette, "answered with", "an error");
        if (difference is not null) Differs(cassette, difference);
    }

    public void Differs(Cassette cassette, string difference) => _differences.Add($"{cassette.Name}: {difference}");

    public void Omit(Cassette cassette, string reason)
    {
        Interlocked.Increment(ref _omitted);
        Count(cassette, "not made", reason);
    }

    public void Print(ITestOutputHelper output)
    {
        output.WriteLine($"{client}: {_made} of {_made + _omitted} cassettes called, {_events} events or answers compared, {_differences.Count} differ.");
        foreach (var ((provider, kind, what), count) in _counts.OrderBy(c => c.Key.Provider, StringComparer.Ordinal).ThenBy(c => c.Key.Kind, StringComparer.Ordinal).ThenByDescending(c => c.Value))
            output.WriteLine($"  {provider,-9} {kind,-14} {count,5}  {what}");
    }

    /// <summary>A pointer with the places in arrays left open.</summary>
    public static string Pattern(string pointer) => Place().Replace(pointer, "/*");

    [GeneratedRegex("/[0-9]+(?=/|$)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Place();

    private void Count(Cassette cassette, string kind, string what) => _counts.AddOrUpdate((cassette.Provider, kind, what), 1, static (_, count) => count + 1);
}
