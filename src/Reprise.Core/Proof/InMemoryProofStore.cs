using Reprise.Interactions;
using Reprise.Proof.Chain;

namespace Reprise.Proof;

/// <summary>Keeps a proof in memory, in the plainest way: the oracle of the engines, and for tests.</summary>
public sealed class InMemoryProofStore : IProofStore
{
    private readonly Lock _lock = new();
    private readonly List<ProofEntry> _entries = [];
    private readonly SortedDictionary<(int Level, long Index), MerkleTile> _tiles = [];
    private readonly SortedDictionary<long, SignedCheckpoint> _checkpoints = [];
    private readonly SortedDictionary<long, Announcement> _announcements = [];
    private SealedText? _head;
    private long _version;
    private long _lastAnnouncement;

    public string Engine => "memory";

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<SealedText?> HeadAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_head);
    }

    public Task<bool> AppendAsync(ProofAppend append, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(append);
        lock (_lock)
        {
            if (append.ExpectedVersion != _version) return Task.FromResult(false);
            _entries.AddRange(append.Entries);
            foreach (var tile in append.Tiles) _tiles[(tile.Level, tile.Index)] = tile;
            if (append.Checkpoint is { } checkpoint) _checkpoints[checkpoint.Number] = checkpoint.Checkpoint;
            foreach (var (sequence, bodiesOnly, by) in append.Destroyed)
            {
                var entry = _entries[(int)sequence];
                _entries[(int)sequence] = bodiesOnly ? entry with { BodiesSalt = default } : entry with { Salt = default, BodiesSalt = default, GoneBy = by };
            }

            foreach (var number in append.Settled) _announcements.Remove(number);
            (_head, _version) = (append.Head, _version + 1);
            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<ProofEntry>> ReadAsync(long from, int limit, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult<IReadOnlyList<ProofEntry>>([.. _entries.Where(entry => entry.Sequence >= from).Take(limit)]);
    }

    public Task<IReadOnlyList<ProofEntry>> FindAsync(IReadOnlyCollection<InteractionId> ids, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult<IReadOnlyList<ProofEntry>>([.. _entries.Where(entry => ids.Contains(entry.Id))]);
    }

    public Task<IReadOnlyList<MerkleTile>> TilesAsync(int level, long from, int limit, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult<IReadOnlyList<MerkleTile>>([.. _tiles.Values.Where(tile => tile.Level == level && tile.Index >= from).Take(limit)]);
    }

    public Task<IReadOnlyList<NumberedCheckpoint>> CheckpointsAsync(long from, int limit, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult<IReadOnlyList<NumberedCheckpoint>>([.. _checkpoints.Where(pair => pair.Key >= from).Take(limit).Select(pair => new NumberedCheckpoint(pair.Key, pair.Value))]);
    }

    public Task<long> AnnounceAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(announcement);
        lock (_lock)
        {
            _announcements.Add(++_lastAnnouncement, announcement with { Number = _lastAnnouncement });
            return Task.FromResult(_lastAnnouncement);
        }
    }

    public Task<IReadOnlyList<Announcement>> AnnouncementsAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult<IReadOnlyList<Announcement>>([.. _announcements.Values]);
    }

    public Task ForgetAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        lock (_lock)
        {
            foreach (var number in numbers) _announcements.Remove(number);
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
