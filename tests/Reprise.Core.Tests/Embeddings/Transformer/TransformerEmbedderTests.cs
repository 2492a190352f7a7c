using System.Runtime.InteropServices;
using System.Text.Json;
using Reprise.Embeddings;
using Reprise.Tests;

namespace Reprise.Core.Tests.Embeddings.Transformer;

/// <summary>All-MiniLM-L6-v2 as it is computed here, beside another engine and beside people.</summary>
public sealed class TransformerEmbedderTests
{
    private static readonly Lazy<Task<TransformerEmbedder>> s_embedder = new(async () => TransformerEmbedder.Load(await MiniLm.FolderAsync()));

    private sealed record GoldenText(string Text, string Vector);

    // Made by tests/minilm/golden.mjs with candle, an engine of others.
    [Fact]
    public async Task Vectors_are_those_of_another_engine()
    {
        var embedder = await s_embedder.Value;
        var golden = JsonSerializer.Deserialize<GoldenText[]>(ProjectFolder.Read("tests/Reprise.Core.Tests/Embeddings/Transformer/minilm-golden.json"), JsonSerializerOptions.Web)!;
        golden.Length.ShouldBeGreaterThan(20);
        foreach (var (text, expected) in golden)
        {
            var (vector, _) = Embed(embedder, text);
            Cosine(vector, MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(expected)).ToArray()).ShouldBeGreaterThan(.99999, text);
        }
    }

    [Fact]
    public async Task The_identity_names_these_very_weights()
    {
        if (Environment.GetEnvironmentVariable("REPRISE_MINILM") is { Length: > 0 }) Assert.Skip("The model that is named need not be the one of the package.");
        (await s_embedder.Value).Identity.ToString().ShouldBe("bert-6x384@1-776e95c731240eb5, 384 dimensions");
    }

    [Fact]
    public async Task Pairs_are_ranked_as_people_rank_them()
    {
        var path = SharedData.Require("semcache/stsb.jsonl");
        var embedder = await s_embedder.Value;
        var pairs = File.ReadLines(path).Take(300).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        var ours = pairs.ConvertAll(pair => Cosine(Embed(embedder, pair.GetProperty("a").GetString()!).Vector, Embed(embedder, pair.GetProperty("b").GetString()!).Vector));
        var theirs = pairs.ConvertAll(pair => pair.GetProperty("score").GetDouble());
        // Over all 1,500 pairs it is .867.
        Correlation(Ranks(ours), Ranks(theirs)).ShouldBeGreaterThan(.85);
    }

    [Fact]
    public async Task A_text_without_words_the_model_knows_has_no_vector()
    {
        var embedder = await s_embedder.Value;
        foreach (var text in (string[])["", " \t\r\n\u00A0", "\0\u200B\uFFFD", "\uD800", "🎉 🎊", new string('q', 101)])
        {
            var (vector, reading) = Embed(embedder, text);
            reading.ShouldBe(TransformerReading.Nothing);
            vector.ShouldAllBe(value => value == 0);
        }

        Embed(embedder, "hello 🎉").Reading.ShouldBe(TransformerReading.WithUnknownWords);
        Embed(embedder, "hello").Reading.ShouldBe(TransformerReading.Whole);
    }

    [Fact]
    public async Task A_text_of_many_pieces_is_read_to_its_end_up_to_the_length_that_is_promised()
    {
        var embedder = await s_embedder.Value;
        var start = string.Concat(Enumerable.Repeat("an invoice was paid late ", 60))[..^1];
        var text = start.PadRight(embedder.LongestText - 20) + " in Lisbon";
        text.Length.ShouldBeLessThanOrEqualTo(embedder.LongestText + 600);
        var (one, reading) = Embed(embedder, start + " in Lisbon");
        reading.ShouldBe(TransformerReading.Whole);
        Cosine(one, Embed(embedder, start + " in Oslo").Vector).ShouldBeLessThan(.9999);

        // The most pieces a text of that length can have: each syllable three.
        Embed(embedder, new string('값', embedder.LongestText)).Reading.ShouldNotBe(TransformerReading.Cut);
        Embed(embedder, string.Concat(Enumerable.Repeat("값 ", embedder.LongestText / 2))).Reading.ShouldNotBe(TransformerReading.Cut);
        Embed(embedder, string.Concat(Enumerable.Repeat("a ", 10_000))).Reading.ShouldBe(TransformerReading.Cut);
    }

    [Fact]
    public async Task Many_threads_get_the_vectors_that_one_gets()
    {
        var embedder = await s_embedder.Value;
        var texts = Enumerable.Range(0, 12).Select(i => string.Concat(Enumerable.Repeat($"question {i} about café number {i % 7} ", i % 4 + 1))).ToArray();
        var expected = texts.Select(text => Embed(embedder, text).Vector).ToList();
        await Parallel.ForAsync(0, 4, TestContext.Current.CancellationToken, async (_, cancellationToken) =>
        {
            var vectors = new float[texts.Length * 384];
            await embedder.EmbedAsync(texts, vectors, cancellationToken);
            for (var i = 0; i < texts.Length; i++) vectors.AsSpan(i * 384, 384).SequenceEqual(expected[i]).ShouldBeTrue();
        });
    }

    [Fact]
    public async Task Nothing_is_allocated_for_a_text()
    {
        var embedder = await s_embedder.Value;
        var vector = new float[384];
        const string Text = "How do I change the delivery address of an order that has not left yet?";
        embedder.Embed(Text, vector);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 5; i++) embedder.Embed(Text, vector);
        // Another thread may have taken the pooled buffer at the wrong moment; once at most.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(500_000);
    }

    [Fact]
    public async Task A_place_that_is_too_small_and_a_call_that_is_cancelled_are_refused()
    {
        var embedder = await s_embedder.Value;
        Should.Throw<ArgumentException>(() => embedder.Embed("a", new float[383]));
        await Should.ThrowAsync<ArgumentException>(async () => await embedder.EmbedAsync(new[] { "a", "b" }, new float[767], CancellationToken.None));
        Should.Throw<OperationCanceledException>(() => embedder.Embed("a", new float[384], new CancellationToken(canceled: true)));
    }

    private static (float[] Vector, TransformerReading Reading) Embed(TransformerEmbedder embedder, string text)
    {
        var vector = new float[embedder.Identity.Dimensions];
        Array.Fill(vector, float.NaN);
        var reading = embedder.Embed(text, vector);
        return (vector, reading);
    }

    private static double Cosine(float[] a, float[] b) => a.Zip(b).Sum(pair => (double)pair.First * pair.Second);

    private static double[] Ranks(List<double> values)
    {
        var ranks = new double[values.Count];
        foreach (var group in Enumerable.Range(0, values.Count).OrderBy(i => values[i]).Select((index, place) => (index, place)).GroupBy(item => values[item.index]))
        {
            var rank = group.Average(item => item.place);
            foreach (var (index, _) in group) ranks[index] = rank;
        }

        return ranks;
    }

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Zip(b).Sum(pair => (pair.First - meanA) * (pair.Second - meanB)) / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(x => (x - meanB) * (x - meanB)));
    }
}
