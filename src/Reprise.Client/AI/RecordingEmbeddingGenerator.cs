using Microsoft.Extensions.AI;
using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Client.AI;

/// <summary>Records what was embedded, with what model, how many tokens that were and how long it took; not the vectors, which can be made again and are many times the text.</summary>
internal sealed class RecordingEmbeddingGenerator<TInput, TEmbedding> : DelegatingEmbeddingGenerator<TInput, TEmbedding>
    where TEmbedding : Embedding
{
    private readonly IRecorder _recorder;
    private readonly CallRecordingOptions _options;
    private readonly EmbeddingGeneratorMetadata? _metadata;

    public RecordingEmbeddingGenerator(IEmbeddingGenerator<TInput, TEmbedding> inner, IRecorder recorder, CallRecordingOptions options) : base(inner)
    {
        (_recorder, _options) = (recorder, options);
        _metadata = inner.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
    }

    public override async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var inputs = values as IReadOnlyCollection<TInput> ?? [.. values];
        var call = CallRecord.Begin(_recorder, _options.Time, InteractionKind.Embedding, _options.Name ?? "embeddings");
        call.Provider = _metadata?.ProviderName;
        call.Model = options?.ModelId ?? _metadata?.DefaultModelId;
        call.Tags = _options.Tags;
        call.PromptType = _options.PromptType ?? call.PromptType;
        if (_options.RecordsContent) call.Guard(() => call.Request = RequestOf(inputs, options));
        GeneratedEmbeddings<TEmbedding> generated;
        try
        {
            using (call.Open()) generated = await base.GenerateAsync(inputs, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            call.Fail(e, cancellationToken);
            throw;
        }

        call.Guard(() =>
        {
            call.Metrics = TokenCounts.Of(generated.Usage);
            call.ResponseModel = generated is [var first, ..] ? first.ModelId : null;
            call.AddMetadata([new("embeddings", generated.Count), new("dimensions", generated is [Embedding<float> one, ..] ? one.Dimensions : null)]);
        });
        call.Complete();
        return generated;
    }

    private static RequestDocument RequestOf(IReadOnlyCollection<TInput> inputs, EmbeddingGenerationOptions? options) => new()
    {
        Prompt = string.Join('\n', inputs.Select(static input => JsonValues.Text(input))),
        Parameters = options is { Dimensions: { } dimensions } ? JsonValues.Object([new("dimensions", dimensions)]) : null,
    };
}
