using Reprise.Interactions;

namespace Reprise.Playback.Faults;

/// <summary>What goes wrong with one call.</summary>
public sealed record PlaybackFault
{
    /// <summary>The rules by which it does.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Waited for before anything else.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The connection is closed without an answer.</summary>
    public bool Drops { get; init; }

    /// <summary>Nothing comes until the client gives up, but at most so long; then the connection is closed. Null for no such thing.</summary>
    public TimeSpan? Hang { get; init; }

    /// <summary>An error that comes in the place of the recorded answer.</summary>
    public TapeAnswer? Instead { get; init; }
    internal FaultCut? Cut { get; init; }
    internal FaultSpoil Spoil { get; init; }
    internal string? ContentType { get; init; }
    internal TimeSpan PerEvent { get; init; }
    internal int BytesPerSecond { get; init; }

    /// <summary>Whether the recorded answer is not wanted at all: it stays for the client's next try.</summary>
    public bool IsWithoutAnswer => Drops || Hang is not null || Instead is not null;

    /// <summary>Whether the client gets something it cannot use: the recorded answer stays for its next try.</summary>
    public bool IsSpoilt => Cut is not null || Spoil != FaultSpoil.None || ContentType is not null;

    /// <summary>Whether the delays of the answer's chunks are those of the fault.</summary>
    public bool IsPaced => PerEvent > TimeSpan.Zero || BytesPerSecond > 0;

    /// <summary>The recorded answer as it now comes.</summary>
    public TapeAnswer Change(TapeAnswer recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var ends = EventBounds.Of(recorded);
        var answer = recorded;
        if (Spoil != FaultSpoil.None) answer = answer with { Body = SpoiltBody.Of(recorded.Body, ends, Spoil), Chunks = [] };
        if (ContentType is { } type) answer = answer with { ContentType = type };
        if (Cut is { } cut) answer = CutOff(answer, cut.LengthOf(answer.Body.Length, ends));
        if (IsPaced) answer = answer with { Chunks = Paced(answer.Body.Length, ends) };
        return answer;
    }

    private static TapeAnswer CutOff(TapeAnswer answer, int length) => answer with { Body = answer.Body[..length], Chunks = ChunkFit.To(answer.Chunks, length), Broken = "cut off by a fault" };

    private List<BodyChunk> Paced(int length, IReadOnlyList<int> ends)
    {
        const int PiecesPerSecond = 20;
        var chunks = new List<BodyChunk>();
        if (BytesPerSecond > 0)
        {
            var piece = Math.Max(1, BytesPerSecond / PiecesPerSecond);
            for (var at = 0; at < length; at += piece)
            {
                var count = Math.Min(piece, length - at);
                chunks.Add(new BodyChunk(count, (int)(1000L * count / BytesPerSecond)));
            }

            return chunks;
        }

        var start = 0;
        foreach (var end in ends.Where(end => end <= length).Append(length))
        {
            if (end > start) chunks.Add(new BodyChunk(end - start, (int)PerEvent.TotalMilliseconds));
            start = Math.Max(start, end);
        }

        return chunks;
    }
}

/// <summary>Where an answer breaks off; one of the three is there.</summary>
internal readonly record struct FaultCut(int? Events, int? Bytes, double? Percent)
{
    public int LengthOf(int length, IReadOnlyList<int> ends)
    {
        if (Events is { } events) return events == 0 ? 0 : events > ends.Count ? length : Math.Min(length, ends[events - 1]);
        return Math.Min(length, Bytes ?? (int)(length * Percent!.Value / 100));
    }
}

internal enum FaultSpoil
{
    None,

    /// <summary>JSON that ends in its middle, in an answer that is otherwise whole.</summary>
    CutJson,

    /// <summary>Bytes in the middle of the JSON that are no UTF-8.</summary>
    InvalidBytes,
    Empty,
}
