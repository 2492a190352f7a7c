using Reprise.Interactions;
using Reprise.Proof;
using Reprise.Proof.Chain;
using Reprise.Store;

namespace Reprise.Storage.Tests.Proof;

/// <summary>A store of the proof that cannot be written for a while.</summary>
internal sealed class FailingProofStore(IProofStore inner) : IProofStore
{
    public bool IsDown { get; set; }

    public string Engine => inner.Engine;

    public Task OpenAsync(CancellationToken cancellationToken) => Up(() => inner.OpenAsync(cancellationToken));

    public Task<SealedText?> HeadAsync(CancellationToken cancellationToken) => Up(() => inner.HeadAsync(cancellationToken));

    public Task<bool> AppendAsync(ProofAppend append, CancellationToken cancellationToken) => Up(() => inner.AppendAsync(append, cancellationToken));

    public Task<IReadOnlyList<ProofEntry>> ReadAsync(long from, int limit, CancellationToken cancellationToken) => inner.ReadAsync(from, limit, cancellationToken);

    public Task<IReadOnlyList<ProofEntry>> FindAsync(IReadOnlyCollection<InteractionId> ids, CancellationToken cancellationToken) => inner.FindAsync(ids, cancellationToken);

    public Task<IReadOnlyList<MerkleTile>> TilesAsync(int level, long from, int limit, CancellationToken cancellationToken) => inner.TilesAsync(level, from, limit, cancellationToken);

    public Task<IReadOnlyList<NumberedCheckpoint>> CheckpointsAsync(long from, int limit, CancellationToken cancellationToken) => inner.CheckpointsAsync(from, limit, cancellationToken);

    public Task<long> AnnounceAsync(Announcement announcement, CancellationToken cancellationToken) => Up(() => inner.AnnounceAsync(announcement, cancellationToken));

    public Task<IReadOnlyList<Announcement>> AnnouncementsAsync(CancellationToken cancellationToken) => inner.AnnouncementsAsync(cancellationToken);

    public Task ForgetAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken) => Up(() => inner.ForgetAsync(numbers, cancellationToken));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private T Up<T>(Func<T> work) => IsDown ? throw new StoreException("The disk is full.") { IsTransient = true } : work();
}
