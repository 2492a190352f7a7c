using Microsoft.Extensions.AI;
using Reprise.Embeddings;

namespace Reprise.Server.Cache.Embedders;

/// <summary>Asks whatever model the host registered as an <c>IEmbeddingGenerator</c>.</summary>
internal sealed class GeneratorEmbedder : RemoteEmbedder
{
    private const int LongestName = 90;

    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;

    /// <exception cref="InvalidOperationException">Neither the options nor the generator say how many values a vector has.</exception>
    public GeneratorEmbedder(IEmbeddingGenerator<string, Embedding<float>> generator, EmbedderOptions options) : base(IdentityOf(generator, options), options.LongestText, options.BatchSize) =>
        _generator = generator;

    protected override async Task AskAsync(string[] texts, float[] vectors, CancellationToken cancellationToken)
    {
        GeneratedEmbeddings<Embedding<float>> found;
        try
        {
            // The wait ends in time even where a generator does not listen.
            found = await _generator.GenerateAsync(texts, null, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
#pragma warning disable MA0054 // The message of any generator may hold the text or a key, and whoever logs an exception logs what is inside it.
            throw new EmbedderException($"The embedding generator failed with {e.GetType().Name}.");
#pragma warning restore MA0054
        }

        ForeignVector.RequireCount(found?.Count ?? 0, texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            var vector = found![i]?.Vector ?? default;
            ForeignVector.RequireDimensions(vector.Length, Identity.Dimensions);
            vector.Span.CopyTo(vectors.AsSpan(i * Identity.Dimensions));
        }
    }

    private static EmbedderIdentity IdentityOf(IEmbeddingGenerator<string, Embedding<float>> generator, EmbedderOptions options)
    {
        var about = generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        var dimensions = options.Dimensions ?? about?.DefaultModelDimensions ?? throw new InvalidOperationException($"{EmbedderOptions.Section}:Dimensions is missing, and the registered embedding generator does not say how many values its vectors have.");
        var (provider, model) = (Short(about?.ProviderName, "unknown"), Short(about?.DefaultModelId, "unknown"));
        return new EmbedderIdentity($"generator/{provider}/{model}", $"{model}-{dimensions}", dimensions);
    }

    private static string Short(string? name, string otherwise) => string.IsNullOrEmpty(name) ? otherwise : name[..Math.Min(name.Length, LongestName)];
}
