using Reprise.Embeddings;

namespace Reprise.Core.Tests.Cache.Entries;

/// <summary>A model far away: slow when told to be, gone when told to be, and it refuses a text now and then.</summary>
internal sealed class TroubledEmbedder : IEmbedder
{
    private int _calls;
    private int _texts;

    public EmbedderIdentity Identity { get; init; } = new("far/away", "1", StaticEmbedder.Shared.Identity.Dimensions);

    public int LongestText { get; init; } = 1000;

    public volatile bool IsAway;

    /// <summary>Awaited before each answer.</summary>
    public Func<CancellationToken, Task>? Hold { get; set; }

    public string? Refused { get; init; }

    public int Calls => Volatile.Read(ref _calls);

    public int Texts => Volatile.Read(ref _texts);

    public async ValueTask EmbedAsync(ReadOnlyMemory<string> texts, Memory<float> vectors, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _texts, texts.Length);
        if (Hold is { } hold) await hold(cancellationToken);
        else await Task.Yield();
        if (IsAway) throw new HttpRequestException("nobody answers");
        if (Refused is { } refused && texts.ToArray().Contains(refused)) throw new HttpRequestException("400: this text is refused");
        await StaticEmbedder.Shared.EmbedAsync(texts, vectors, cancellationToken);
    }
}
