using Microsoft.Extensions.AI;
using Reprise.Server.Cache.Embedders;

namespace Reprise.Server.Tests.Cache.Embedders;

public sealed class GeneratorEmbedderTests
{
    [Fact]
    public async Task Each_text_gets_its_own_vector_of_length_one()
    {
        var embedder = new GeneratorEmbedder(new LetterGenerator(), new EmbedderOptions { BatchSize = 2 });
        embedder.Identity.ToString().ShouldBe("generator/letters/letters-1@letters-1-3, 3 dimensions");
        var vectors = new float[12];
        await embedder.EmbedAsync(new[] { "a", " ", "bb", "ccc" }, vectors, TestContext.Current.CancellationToken);
        vectors.ShouldBe([.. OpenAiEmbedderSpec.Unit("a"), 0, 0, 0, .. OpenAiEmbedderSpec.Unit("bb"), .. OpenAiEmbedderSpec.Unit("ccc")], 1e-6);
    }

    [Fact]
    public async Task Wrong_numbers_of_vectors_and_values_are_refused()
    {
        (await RefusedAsync(new LetterGenerator { Answer = _ => [] })).ShouldContain("0 vectors for 1 texts");
        (await RefusedAsync(new LetterGenerator { Answer = _ => [new Embedding<float>(new float[] { 1, 2 })] })).ShouldContain("2 values");
        (await RefusedAsync(new LetterGenerator { Answer = _ => [new Embedding<float>(new float[] { 1, 2, float.NaN })] })).ShouldContain("no number");
        (await RefusedAsync(new LetterGenerator { Answer = _ => [new Embedding<float>(new float[3])] })).ShouldContain("length 0");
        (await RefusedAsync(new LetterGenerator { Answer = _ => [null!] })).ShouldContain("0 values");
        (await RefusedAsync(new LetterGenerator { Answer = _ => null! })).ShouldContain("0 vectors");
    }

    [Fact]
    public async Task A_failure_is_told_without_its_words() =>
        (await RefusedAsync(new LetterGenerator { Answer = texts => throw new NotSupportedException(texts[0]) })).ShouldBe("The embedding generator failed with NotSupportedException.");

    [Fact]
    public async Task A_generator_that_does_not_listen_is_left_behind()
    {
        var never = new TaskCompletionSource<GeneratedEmbeddings<Embedding<float>>>();
        var embedder = new GeneratorEmbedder(new LetterGenerator { Task = never.Task }, new EmbedderOptions());
        using var leaving = new CancellationTokenSource();
        var asked = embedder.EmbedAsync(new[] { "abc" }, new float[3], leaving.Token).AsTask();
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asked.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Dimensions_are_needed_from_somebody()
    {
        new GeneratorEmbedder(new LetterGenerator { Metadata = null }, new EmbedderOptions { Dimensions = 7 }).Identity.ToString().ShouldBe("generator/unknown/unknown@unknown-7, 7 dimensions");
        Should.Throw<InvalidOperationException>(() => new GeneratorEmbedder(new LetterGenerator { Metadata = null }, new EmbedderOptions())).Message.ShouldContain("Cache:Embedder:Dimensions");
    }

    private static async Task<string> RefusedAsync(LetterGenerator generator)
    {
        var embedder = new GeneratorEmbedder(generator, new EmbedderOptions { Dimensions = 3 });
        return (await Should.ThrowAsync<EmbedderException>(async () => await embedder.EmbedAsync(new[] { "a private question" }, new float[3], TestContext.Current.CancellationToken))).Message;
    }
}
