using System.Collections.Concurrent;
using Reprise.Playback.Matching;
using Reprise.Playback.Misses;
using Reprise.Playback.Redaction;

namespace Reprise.Playback;

/// <summary>
/// Finds the recording of a request. A request that was recorded several times is answered in recorded order, for each lane from the beginning. For any number of
/// threads.
/// </summary>
public sealed class TapePlayer
{
    /// <summary>Callers may make up lanes; beyond so many, new ones share one.</summary>
    private const int MaxLanes = 100_000;
    private const int LatestMisses = 100;

    private readonly PlaybackOptions _options;
    private readonly MatchRules _rules;
    private readonly ITapeRedaction? _redaction;
    private readonly ConcurrentDictionary<(TapeKey Key, string Provider), Takes> _exact = new();
    private readonly ConcurrentDictionary<(TapeKey Key, string Provider), Takes> _normalised = new();
    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Queue<PlaybackMiss> _misses = [];
    private readonly Lane _overflow = new("");
    private readonly Takes _all;
    private int _laneCount;
    private long _exactCount;
    private long _normalisedCount;
    private long _orderedCount;
    private long _missCount;

    /// <exception cref="FormatException">A rule of what to ignore is none.</exception>
    public TapePlayer(Tape tape, PlaybackOptions options)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _rules = options.RulesFor(tape.Header);
        _redaction = options.Redaction ?? TapeRedaction.Of(tape.Header);
        var takes = tape.Entries.Select(TakeOf).ToList();
        foreach (var group in takes.GroupBy(static take => (take.Entry.Key, take.Entry.Request.Provider))) _exact[group.Key] = new Takes(group);
        foreach (var group in takes.GroupBy(static take => (take.Normalised, take.Entry.Request.Provider))) _normalised[group.Key] = new Takes(group);
        _all = new Takes(takes);
    }

    public MatchRules Rules => _rules;

    /// <summary>Finds what to answer, and counts it. The request's body is read until this returns.</summary>
    /// <param name="lane">Whose request it is; empty for the default lane.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="reportsMiss">False when the caller knows what to do without a recording: then a miss is neither counted nor explained.</param>
    /// <param name="stays">Whether the recording is still there for the lane's next try, since this one will get nothing it can use.</param>
    public PlaybackMatch Find(string lane, TapeRequest request, bool reportsMiss = true, bool stays = false)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(request);
        var state = LaneOf(lane);
        var (match, reason, nearest) = _options.Match == MatchBy.Ordered ? FindInOrder(state, request, stays) : FindByKey(state, request, stays);
        return match.Kind == MatchKind.Miss && reportsMiss ? Miss(reason, lane, request, nearest) : match;
    }

    /// <summary>Adds an entry that was just recorded for a lane, which has its answer already.</summary>
    public void Add(string lane, TapeEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var take = TakeOf(entry);
        take.Played();
        LaneOf(lane).Played(take);
        _exact.GetOrAdd((entry.Key, entry.Request.Provider), static _ => new Takes()).Add(take);
        _normalised.GetOrAdd((take.Normalised, entry.Request.Provider), static _ => new Takes()).Add(take);
        _all.Add(take);
    }

    /// <summary>Takes every lane back to its beginning. What was counted, missed and used stays: it is about the whole run.</summary>
    public void Rewind()
    {
        foreach (var lane in _lanes.Values) lane.Rewind();
        _overflow.Rewind();
    }

    public PlaybackSummary Summarise()
    {
        var all = _all.All;
        PlaybackMiss[] misses;
        lock (_misses) misses = [.. _misses];
        return new PlaybackSummary
        {
            Entries = all.Count,
            Exact = Interlocked.Read(ref _exactCount),
            Normalised = Interlocked.Read(ref _normalisedCount),
            Ordered = Interlocked.Read(ref _orderedCount),
            Misses = Interlocked.Read(ref _missCount),
            Unused = [.. all.Where(static take => !take.IsUsed).Select(static take => take.Entry)],
            LatestMisses = misses,
        };
    }

    private (PlaybackMatch Match, MissReason Reason, TapeEntry? Nearest) FindByKey(Lane lane, TapeRequest request, bool stays)
    {
        // 1. The same bytes.
        _exact.TryGetValue((TapeKey.Of(request), request.Provider), out var same);
        if (same is not null && lane.Next(same, AfterLast.Fail, stays) is { } take) return (Hit(MatchKind.Exact, take, ref _exactCount), default, null);

        // 2. What counts is the same; of the same bytes it is known what counts in them.
        Takes? alike = null;
        if (_options.Match == MatchBy.Normalised) _normalised.TryGetValue((same?.All[0].Normalised ?? NormalisedOf(request), request.Provider), out alike);
        if (alike is not null && lane.Next(alike, AfterLast.Fail, stays) is { } other) return (Hit(MatchKind.Normalised, other, ref _normalisedCount), default, null);

        // 3. All have been played: one comes again only when no other is left.
        if ((same ?? alike) is not { } played) return (default, MissReason.NotRecorded, null);
        if (lane.Next(played, _options.AfterLast, stays) is not { } last) return (default, MissReason.PlayedOut, played.For(lane.Name)[^1].Entry);
        return (same is null ? Hit(MatchKind.Normalised, last, ref _normalisedCount) : Hit(MatchKind.Exact, last, ref _exactCount), default, null);
    }

    private (PlaybackMatch Match, MissReason Reason, TapeEntry? Nearest) FindInOrder(Lane lane, TapeRequest request, bool stays)
    {
        var key = TapeKey.Of(request);
        TapeKey? normalised = null;
        var next = lane.Next(_all.For(lane.Name), _options.AfterLast, IsAsked, stays, out var expected);
        if (next is not null) return (Hit(MatchKind.Ordered, next, ref _orderedCount), default, null);
        return (default, expected is null ? MissReason.LaneOver : MissReason.OutOfOrder, expected?.Entry);

        bool IsAsked(Take take) =>
            take.Entry.Request.Provider == request.Provider && (take.Entry.Key == key || take.Normalised == (normalised ??= NormalisedOf(request)));
    }

    private static PlaybackMatch Hit(MatchKind kind, Take take, ref long count)
    {
        take.Played();
        Interlocked.Increment(ref count);
        return new PlaybackMatch(kind, take.Entry, null);
    }

    private PlaybackMatch Miss(MissReason reason, string lane, TapeRequest request, TapeEntry? nearest)
    {
        // What is compared and told is what may stand on the tape.
        var miss = MissReport.Of(reason, lane, Compared(request), nearest, new MissSearch(_all.All, Compared, _options.Match == MatchBy.Exact ? null : _rules));
        Interlocked.Increment(ref _missCount);
        lock (_misses)
        {
            if (_misses.Count == LatestMisses) _misses.Dequeue();
            _misses.Enqueue(miss);
        }

        return new PlaybackMatch(MatchKind.Miss, null, miss);
    }

    private Take TakeOf(TapeEntry entry) => new(entry, NormalisedKey.Of(Compared(entry.Request), _rules));

    private TapeKey NormalisedOf(TapeRequest request) => NormalisedKey.Of(Compared(request), _rules);

    private TapeRequest Compared(TapeRequest request) => _redaction?.ForComparison(request) ?? request;

    private Lane LaneOf(string name)
    {
        if (_lanes.TryGetValue(name, out var lane)) return lane;
        if (Volatile.Read(ref _laneCount) >= MaxLanes) return _overflow;
        var added = _lanes.GetOrAdd(name, static name => new Lane(name));
        Interlocked.Increment(ref _laneCount);
        return added;
    }
}
