using System.Globalization;

namespace Reprise.Playback.Faults;

/// <summary>What a rule does to a call.</summary>
internal sealed record FaultEffect
{
    public (int From, int To) LatencyMs { get; init; }
    public TimeSpan PerEvent { get; init; }
    public int BytesPerSecond { get; init; }
    public FaultCut? Cut { get; init; }
    public FaultSpoil Spoil { get; init; }
    public string? ContentType { get; init; }
    public bool Drops { get; init; }
    public TimeSpan? Hang { get; init; }
    public int? Status { get; init; }
    public string? Message { get; init; }
    public string? RetryAfter { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <param name="rule">Its name.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="chance">From 0 to 1.</param>
    public PlaybackFault For(string rule, TapeRequest request, double chance) => new()
    {
        Rules = [rule],
        Latency = TimeSpan.FromMilliseconds(LatencyMs.From + Math.Floor((LatencyMs.To - LatencyMs.From + 1) * chance)),
        PerEvent = PerEvent,
        BytesPerSecond = BytesPerSecond,
        Cut = Cut,
        Spoil = Spoil,
        ContentType = Status is null ? ContentType : null,
        Drops = Drops,
        Hang = Hang,
        Instead = Status is { } status ? Error(request, status) : null,
    };

    private TapeAnswer Error(TapeRequest request, int status)
    {
        var headers = new List<KeyValuePair<string, string>>(Headers);
        if (RetryAfter is { } wait) headers.Add(new("retry-after", wait));
        var body = ErrorShape.Of(request, status, null, Message ?? string.Create(CultureInfo.InvariantCulture, $"Reprise playback: a fault of status {status}."));
        return new TapeAnswer { Status = status, ContentType = ContentType ?? "application/json", Headers = headers, Body = body };
    }
}
