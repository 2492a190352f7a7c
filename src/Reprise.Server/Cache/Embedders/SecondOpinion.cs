using Reprise.Cache.Judging;
using Reprise.Embeddings;

namespace Reprise.Server.Cache.Embedders;

/// <summary>
/// Compares two texts by a transformer on this machine. A text is embedded once and remembered; no more texts are worked on at a time than half the processors,
/// so that a burst of lookups leaves the others to the gateway; what takes too long is left undecided.
/// </summary>
internal sealed class SecondOpinion(TransformerEmbedder embedder, SecondOpinionOptions options, TimeProvider time) : ISecondOpinion, IDisposable
{
    private readonly RememberedVectors _remembered = new(options.Remembered);
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount / 2));
    private long _asked;
    private long _embedded;
    private long _undecided;
    private long _late;

    /// <summary>Which model it is.</summary>
    public EmbedderIdentity Identity => embedder.Identity;

    /// <summary>Pairs it was asked about.</summary>
    public long Asked => Volatile.Read(ref _asked);

    /// <summary>Texts that went through the model; the others were remembered.</summary>
    public long Embedded => Volatile.Read(ref _embedded);

    /// <summary>Pairs it cannot tell about: a text is too long for it, or has words it does not know.</summary>
    public long Undecided => Volatile.Read(ref _undecided);

    /// <summary>Pairs given up because the time was up.</summary>
    public long Late => Volatile.Read(ref _late);

    public async ValueTask<float?> SimilarityAsync(string asked, string cached, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        var (one, other) = (RememberedVectors.KeyOf(asked), RememberedVectors.KeyOf(cached));
        if (_remembered.TryGet(one, out var first) && _remembered.TryGet(other, out var second)) return Compare(first, second);
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            first = await VectorAsync(one, asked, either.Token);
            return Compare(first, first is null ? null : await VectorAsync(other, cached, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Interlocked.Increment(ref _late);
            return null;
        }
    }

    public void Dispose() => _places.Dispose();

    private async ValueTask<float[]?> VectorAsync(UInt128 key, string text, CancellationToken cancellationToken)
    {
        if (_remembered.TryGet(key, out var known)) return known;
        if (text.Length > embedder.LongestText) return null;
        await _places.WaitAsync(cancellationToken);
        try
        {
            // Somebody may have worked on the same text while this one waited.
            if (_remembered.TryGet(key, out known)) return known;
            var vector = new float[embedder.Identity.Dimensions];
            var isWhole = embedder.Embed(text, vector, cancellationToken) == TransformerReading.Whole;
            Interlocked.Increment(ref _embedded);
            known = isWhole ? vector : null;
            _remembered.Add(key, known);
            return known;
        }
        finally
        {
            _places.Release();
        }
    }

    private float? Compare(float[]? one, float[]? other)
    {
        if (one is null || other is null)
        {
            Interlocked.Increment(ref _undecided);
            return null;
        }

        var sum = 0f;
        for (var i = 0; i < one.Length; i++) sum += one[i] * other[i];
        return Math.Clamp(sum, -1, 1);
    }
}
