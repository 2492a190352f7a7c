using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Cache;

/// <summary>
/// Reads answers from the record while clients wait: not for long, and after several failures in a row not at all for a while, but for one that tries. Safe for use
/// from many threads.
/// </summary>
internal sealed class AnswerReads(IInteractionStore store, CacheOptions options, TimeProvider time)
{
    private const int FailuresMost = 3;

    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(2);

    private int _failures;
    private long _restsUntil;

    /// <summary>Throws <see cref="StoreException"/> when the record cannot be read, or not in time.</summary>
    public async Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken)
    {
        if (IsResting()) throw new StoreException("the record did not answer lately") { IsTransient = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // A store that does not notice the token is not waited for either.
            var record = await store.FindAsync(project, id, limit.Token).WaitAsync(options.ReadTimeout, time, cancellationToken);
            Volatile.Write(ref _failures, 0);
            return record;
        }
        catch (TimeoutException e)
        {
            Fail();
            await limit.CancelAsync();
            throw new StoreException("the record did not answer in time", e) { IsTransient = true };
        }
        catch (StoreException)
        {
            Fail();
            throw;
        }
    }

    private bool IsResting()
    {
        if (Volatile.Read(ref _failures) < FailuresMost) return false;
        var until = Volatile.Read(ref _restsUntil);
        var now = time.GetTimestamp();
        // The first one after the rest tries; the others wait for what it finds.
        return now < until || Interlocked.CompareExchange(ref _restsUntil, RestFrom(now), until) != until;
    }

    private void Fail()
    {
        Volatile.Write(ref _restsUntil, RestFrom(time.GetTimestamp()));
        Interlocked.Increment(ref _failures);
    }

    private long RestFrom(long now) => now + (long)(s_rest.TotalSeconds * time.TimestampFrequency);
}
