using Microsoft.Extensions.AI;

namespace Reprise.Server.Tests.Cache.Embedders;

/// <summary>A generator a host might register.</summary>
internal sealed class LetterGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    public EmbeddingGeneratorMetadata? Metadata { get; init; } = new("letters", null, "letters-1", 3);

    public Func<IReadOnlyList<string>, IEnumerable<Embedding<float>>> Answer { get; init; } = static texts => texts.Select(text => new Embedding<float>(EmbeddingUpstream.VectorOf(text)));

    /// <summary>Given back instead.</summary>
    public Task<GeneratedEmbeddings<Embedding<float>>>? Task { get; init; }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task ?? System.Threading.Tasks.Task.FromResult(Answer([.. values]) is { } found ? new GeneratedEmbeddings<Embedding<float>>(found) : null!);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? Metadata : null;

    public void Dispose()
    {
    }
}
