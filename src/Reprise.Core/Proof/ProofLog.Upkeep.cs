using System.Security.Cryptography;
using System.Text;
using Reprise.Proof.Chain;
using Reprise.Proof.Recording;
using Reprise.Store;

namespace Reprise.Proof;

/// <summary>Opening, what an earlier process left, and what is done behind everybody's back.</summary>
public sealed partial class ProofLog
{
    // Another server's announcement is nobody's after this long.
    private static readonly TimeSpan s_orphaned = TimeSpan.FromHours(1);

    /// <summary>Inside the gate. Sets the head, or says in the status why not.</summary>
    private async Task TryOpenAsync(CancellationToken cancellationToken)
    {
        if (_refusal is not null || _head is not null) return;
        try
        {
            await _store.OpenAsync(cancellationToken).ConfigureAwait(false);
            var isFirst = _checkpointAt == 0;
            var head = await _store.HeadAsync(cancellationToken).ConfigureAwait(false) is { } kept ? GoOn(kept) : await BeginAsync(cancellationToken).ConfigureAwait(false);
            if (head is null) return;
            if (isFirst) _checkpointAt = Now();
            if (isFirst) await TakeUpAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _head, head);
            lock (_lock) _trouble = null;
            if (head.IsAdopting) _adoption ??= Task.Run(AdoptAsync, CancellationToken.None);
        }
        catch (StoreException exception)
        {
            Fail(exception.Message);
        }
        catch (Exception exception) when (exception is ProofException or IOException or UnauthorizedAccessException)
        {
            Refuse(exception.Message);
        }
    }

    private ProofHead? GoOn(SealedText kept)
    {
        _key ??= SigningKey.Load(_keyFile.Path) ?? throw new ProofException($"The key that began this proof is not at '{_keyFile.Path}'.");
        if (!_key.IsSealed(Encoding.UTF8.GetBytes(kept.Text), kept.Seal.Span) || ProofHead.Parse(kept.Text) is not { } head)
            throw new ProofException("The head of the proof was not written with this key: it was changed by something else, or the key is another one. See 'reprise verify'.");
        _keyFile.Remember(_store.Engine, head.Log);
        return head;
    }

    private async Task<ProofHead?> BeginAsync(CancellationToken cancellationToken)
    {
        // A proof whose head, or all of it, was taken away is not begun anew as if nothing had been.
        if (_keyFile.LogOf(_store.Engine) is not null || (await _store.ReadAsync(0, 1, cancellationToken).ConfigureAwait(false)).Count > 0)
            throw new ProofException($"There was a proof here and its head is gone. Put it back; or delete '{_keyFile.LogPath}' and what is left of the proof, to begin another.");
        if (_key is null && SigningKey.Load(_keyFile.Path) is not { } loaded) (_key = SigningKey.Create()).Save(_keyFile.Path);
        else _key ??= SigningKey.Load(_keyFile.Path);
        var empty = new ProofHead { Log = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), Version = 0, Chain = new byte[SHA256.HashSizeInBytes], Frontier = new MerkleFrontier() };
        _checkpointAt = Now();
        if (!await WriteAsync(empty, new ProofStep { Adoption = new AdoptionDetail("began", 0), IsAdopting = true }, cancellationToken).ConfigureAwait(false)) return null;
        var head = _head!;
        _keyFile.Remember(_store.Engine, head.Log);
        Log.Begun(_log);
        return head;
    }

    /// <summary>What was announced by an earlier process of this server, or by one that is no more.</summary>
    private async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        foreach (var announcement in await _store.AnnouncementsAsync(cancellationToken).ConfigureAwait(false))
        {
            var isOrphan = Now() - announcement.At > s_orphaned.TotalMilliseconds;
            // What does not bear the seal was written by something else; verification names it.
            if ((announcement.Owner != _owner && !isOrphan) || !_key!.IsSealed(announcement.Content.Span, announcement.Seal.Span)) continue;
            if (RemovalNote.Read(announcement.Content) is { } note) Doubt(new Announced(announcement.Number, [], note));
            else if (DraftCodec.Read(announcement.Content) is { } drafts) Doubt(new Announced(announcement.Number, drafts, null));
        }
    }

    private void Refuse(string message)
    {
        lock (_lock) _refusal = message;
        Log.Refused(_log, message);
    }

    private async Task LoopAsync()
    {
        try
        {
            while (!_ending.IsCancellationRequested)
            {
                if (await _signal.WaitAsync(s_tick, _ending.Token).ConfigureAwait(false)) await Task.Delay(s_linger, TimeProvider.System, _ending.Token).ConfigureAwait(false);
                try
                {
                    if (_refusal is not null) continue;
                    if (await ChainQueuedAsync(_ending.Token).ConfigureAwait(false)) await SettleAsync(_ending.Token).ConfigureAwait(false);
                    _folder?.Write();
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // The boundary: whatever goes wrong here must not end the proof.
                    Fail(exception.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever disposes chains what is left.
        }
    }

    /// <summary>Asks the stores about what is in doubt. For tests too, which do not wait for the loop.</summary>
    internal async Task SettleAsync(CancellationToken cancellationToken)
    {
        Announced[] doubtful;
        lock (_lock) doubtful = [.. _doubtful];
        foreach (var one in doubtful)
        {
            try
            {
                if (!await TrySettleAsync(one, cancellationToken).ConfigureAwait(false)) continue;
            }
            catch (Exception exception) when (exception is StoreException or ProofException)
            {
                // The store is down: it is asked again.
                continue;
            }

            lock (_lock) _doubtful.Remove(one);
        }
    }

    private async Task<bool> TrySettleAsync(Announced one, CancellationToken cancellationToken)
    {
        IProofSource[] sources;
        lock (_lock) sources = [.. _sources];
        if (one.Removal is { } note)
        {
            if (Array.Find(sources, static source => source.Keeps(ProofKind.Interaction)) is not { } store) return false;
            if (await store.GoneAsync(note, cancellationToken).ConfigureAwait(false) is not { } gone) return false;
            await ExtendAsync(_ => Task.FromResult(Tombstones(one, gone)), cancellationToken).ConfigureAwait(false);
            return true;
        }

        var kept = new List<Draft>();
        foreach (var kinds in (await NewOnesAsync(one.Drafts, cancellationToken).ConfigureAwait(false)).GroupBy(draft => Array.Find(sources, source => source.Keeps(draft.Kind))))
        {
            if (kinds.Key is not { } source || await source.HeldAsync([.. kinds], cancellationToken).ConfigureAwait(false) is not { } held) return false;
            kept.AddRange(held);
        }

        await ExtendAsync(
            async _ => new ProofStep { Drafts = await NewOnesAsync(kept, cancellationToken).ConfigureAwait(false), Settled = one.Number > 0 ? [one.Number] : [] },
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Takes over what was on record before the proof began; again from the start after a restart, without what has an entry already.</summary>
    private async Task AdoptAsync()
    {
        try
        {
            while (true)
            {
                try
                {
                    IProofSource[] sources;
                    lock (_lock) sources = [.. _sources];
                    var count = 0L;
                    foreach (var source in sources) await source.AdoptAsync(TakeAsync, _ending.Token).ConfigureAwait(false);
                    await ExtendAsync(head => Task.FromResult<ProofStep?>(head.IsAdopting ? new ProofStep { Adoption = new AdoptionDetail("done", count), IsAdopting = false } : null), _ending.Token).ConfigureAwait(false);
                    return;

                    async Task TakeAsync(IReadOnlyList<Draft> drafts)
                    {
                        await ExtendAsync(
                            async _ =>
                            {
                                var fresh = await NewOnesAsync(drafts, _ending.Token).ConfigureAwait(false);
                                count += fresh.Count;
                                return fresh.Count == 0 ? null : new ProofStep { Drafts = fresh };
                            },
                            _ending.Token).ConfigureAwait(false);
                    }
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    Fail($"What was on record before cannot be taken over: {exception.Message}");
                    await Task.Delay(s_tick, TimeProvider.System, _ending.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The next start goes on.
        }
    }
}
