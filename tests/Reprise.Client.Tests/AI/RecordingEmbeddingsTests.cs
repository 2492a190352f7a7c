using Microsoft.Extensions.AI;
using Reprise.Client.AI;

namespace Reprise.Client.Tests.AI;

public sealed class RecordingEmbeddingsTests
{
    [Fact]
    public async Task Inputs_and_counts_are_on_record_and_vectors_are_not()
    {
        var kept = new KeptRecords();
        using var generator = new Zeros().WithReprise(kept);
        (await generator.GenerateAsync(["a", "b"], new EmbeddingGenerationOptions { Dimensions = 3 })).Count.ShouldBe(2);
        var record = kept.All.ShouldHaveSingleItem();
        (record.Kind, record.Name, record.Model, record.Provider, record.Request!.Prompt, record.Metrics!.PromptTokens).ShouldBe(("embedding", "embeddings", "zeros", "test", "a\nb", 2));
        record.Metadata!.Value.GetRawText().ShouldBe("""{"embeddings":2,"dimensions":3}""");
        record.Response.ShouldBeNull();
    }

    [Fact]
    public async Task Errors_go_through_and_are_on_record()
    {
        var kept = new KeptRecords();
        using var generator = new Zeros().WithReprise(kept);
        await Should.ThrowAsync<ArgumentException>(() => generator.GenerateAsync([]));
        kept.All.ShouldHaveSingleItem().Status.ShouldBe("error");
    }

    private sealed class Zeros : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            var all = values.Select(_ => new Embedding<float>(new float[options?.Dimensions ?? 2])).ToList();
            if (all.Count == 0) throw new ArgumentException("nothing to embed");
            return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(all) { Usage = new UsageDetails { InputTokenCount = all.Count } });
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("test", null, "zeros") : null;
        public void Dispose() { }
    }
}
