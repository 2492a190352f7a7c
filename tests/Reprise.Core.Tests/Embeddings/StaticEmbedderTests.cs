using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reprise.Embeddings;
using Reprise.Embeddings.Static;
using Reprise.Tests;

namespace Reprise.Core.Tests.Embeddings;

public sealed class StaticEmbedderTests
{
    private static readonly StaticEmbedder s_embedder = StaticEmbedder.Shared;

    [Fact]
    public void The_model_is_the_one_its_notice_and_its_version_name()
    {
        using var stream = typeof(StaticEmbedder).Assembly.GetManifestResourceStream("Reprise.Embeddings.static-embedding.bin")!;
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        ProjectFolder.Read("src/Reprise.Core/Embeddings/Static/NOTICE").ShouldContain(hash);
        s_embedder.Identity.ToString().ShouldBe($"reprise-static@1-{hash[..8]}, 256 dimensions");
    }

    [Fact]
    public void Golden_texts_get_their_golden_rows_and_vectors()
    {
        var path = Path.Combine(SharedData.Root, "embedding", "golden.json");
        if (!File.Exists(path)) Need.Fail("the golden vectors are not beside the project");
        using var golden = JsonDocument.Parse(File.ReadAllText(path));
        var tolerance = golden.RootElement.GetProperty("tolerance").GetDouble();
        var items = golden.RootElement.GetProperty("items").EnumerateArray().ToList();
        items.Count.ShouldBe(50);
        var vectors = items.Select(item => Embed(item.GetProperty("text").GetString()!)).ToList();
        foreach (var (item, vector) in items.Zip(vectors))
        {
            var text = item.GetProperty("text").GetString()!;
            var rows = Rows(text);
            rows.Count.ShouldBe(item.GetProperty("id_count").GetInt32(), text);
            rows.Take(64).ShouldBe(item.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), text);
            var first = item.GetProperty("first8").EnumerateArray().Select(value => value.GetDouble()).ToList();
            for (var i = 0; i < first.Count; i++) ((double)vector[i]).ShouldBe(first[i], tolerance, text);
            var other = vectors[item.GetProperty("pair_index").GetInt32()];
            Cosine(vector, other).ShouldBe(item.GetProperty("cos_with_pair").GetDouble(), tolerance, text);
        }
    }

    // Made with the model's reference encoder, for a project that stands alone.
    [Theory]
    [InlineData("The quick brown fox jumps over the lazy dog.", new[] { 997, 3249, 1830, 3420, 13524, 1059, 997, 12972, 2900, 13, 29523, 29852, 32680 })]
    [InlineData("Crème brûlée für ÅSA, ½ 大阪 ｶﾞ", new[] { 12676, 20383, 6988, 8308, 1064, 5520, 16307, 11, 93, 811, 37241, 37105 })]
    public void Words_become_rows_as_in_the_reference(string text, int[] rows) => Rows(text).ShouldBe(rows);

    [Fact]
    public void A_text_in_which_nothing_can_be_read_has_no_vector()
    {
        // Put together here: an attribute would not keep halves of surrogate pairs.
        foreach (var text in (string[])["", "   \t\r\n\u00A0\u3000", "\0\u0001\u001F\u007F\u200B\uFEFF\uFFFD", "\uDC00\uD800", "\u0301\u0301"])
        {
            var vector = new float[s_embedder.Identity.Dimensions];
            Array.Fill(vector, float.NaN);
            s_embedder.TryEmbed(text, vector).ShouldBeFalse();
            vector.ShouldAllBe(value => value == 0);
        }

        Embed("\uD800\uDC00\uD800").ShouldBe(Embed("\uD800\uDC00"), "only the first two of these surrogates make a character");
    }

    [Theory]
    [InlineData("a", "A")]
    [InlineData("Café", "cafe\u0301")]
    [InlineData("naïve  question", " naive\tquestion\n")]
    [InlineData("한국", "\u1112\u1161\u11AB\u1100\u116E\u11A8")]
    public void Spellings_of_the_same_words_have_the_same_vector(string one, string other) => Embed(one).ShouldBe(Embed(other));

    [Fact]
    public void Words_without_pieces_are_told_apart()
    {
        Rows("𐎠𐎡").ShouldHaveSingleItem().ShouldNotBe(Rows("𐎢𐎣").ShouldHaveSingleItem());
        Rows(new string('q', 101)).ShouldHaveSingleItem();
        Rows(new string('q', 100)).Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Likeness_follows_meaning()
    {
        var question = Embed("How do I reset my password?");
        Cosine(question, Embed("How can I reset my password?")).ShouldBeGreaterThan(.9);
        Cosine(question, Embed("What is the weather like in Lisbon?")).ShouldBeLessThan(.4);
    }

    [Fact]
    public void Long_and_random_texts_are_read_in_any_pieces_without_growing_memory()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] texts =
        [
            string.Concat(Enumerable.Repeat("lorem ipsum ", 100_000)), new string('x', 1_000_000), new string('\uD800', 1_000_000), new string('é', 1_000_000),
            string.Concat(Enumerable.Repeat("大阪 ", 300_000)), string.Concat(Enumerable.Range(0, 1_000_000).Select(_ => (char)random.Next(0x10000))),
            Encoding.Latin1.GetString(RandomNumberGenerator.GetBytes(1_000_000)), "word" + string.Concat(Enumerable.Repeat("\u0301", 1_000_000)),
        ];
        var vector = new float[s_embedder.Identity.Dimensions];
        s_embedder.TryEmbed("warm up é 大", vector);
        foreach (var text in texts)
        {
            var (found, allocated) = (false, long.MaxValue);
            // The runtime compiles loops anew while they run, on this thread: what the reading itself needs is there each time.
            for (var i = 0; i < 3 && allocated >= 2000; i++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                found = s_embedder.TryEmbed(text, vector);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            allocated.ShouldBeLessThan(2000);
            if (found) Length(vector).ShouldBe(1, 1e-5);
            vector.ShouldAllBe(value => float.IsFinite(value));
        }
    }

    [Fact]
    public async Task Many_threads_get_the_vectors_that_one_gets()
    {
        var texts = Enumerable.Range(0, 200).Select(i => $"question {i} about café number {i % 7}").ToArray();
        var expected = texts.Select(Embed).ToList();
        await Parallel.ForAsync(0, 8, TestContext.Current.CancellationToken, async (_, cancellationToken) =>
        {
            var vectors = new float[texts.Length * s_embedder.Identity.Dimensions];
            await s_embedder.EmbedAsync(texts, vectors, cancellationToken);
            for (var i = 0; i < texts.Length; i++) vectors.AsSpan(i * s_embedder.Identity.Dimensions, s_embedder.Identity.Dimensions).SequenceEqual(expected[i]).ShouldBeTrue();
        });
    }

    [Fact]
    public async Task A_place_that_is_too_small_is_refused()
    {
        Should.Throw<ArgumentException>(() => s_embedder.TryEmbed("a", new float[255]));
        await Should.ThrowAsync<ArgumentException>(async () => await s_embedder.EmbedAsync(new[] { "a", "b" }, new float[511], CancellationToken.None));
    }

    [Fact]
    public void A_cut_or_changed_model_file_is_refused_or_read_whole()
    {
        using var stream = typeof(StaticEmbedder).Assembly.GetManifestResourceStream("Reprise.Embeddings.static-embedding.bin")!;
        var whole = new byte[stream.Length];
        stream.ReadExactly(whole);
        foreach (var length in (int[])[0, 3, 31, 32, 1000, whole.Length - 1]) Should.Throw<InvalidDataException>(() => StaticModel.Read(whole[..length]));
        for (var offset = 0; offset < 32; offset++)
        {
            var changed = (byte[])whole.Clone();
            changed[offset] ^= 0x81;
            // The longest word is no length of anything, so a change of it can pass.
            if (offset is >= 28) continue;
            Should.Throw<InvalidDataException>(() => StaticModel.Read(changed), $"byte {offset}");
        }
    }

    private static float[] Embed(string text)
    {
        var vector = new float[s_embedder.Identity.Dimensions];
        s_embedder.TryEmbed(text, vector);
        return vector;
    }

    /// <summary>Rows of words, then rows of pairs, as the reference lists them.</summary>
    private static List<int> Rows(string text)
    {
        var model = s_builtIn.Value;
        var reader = new RowReader(model, text, new byte[RowReader.ScratchSize]);
        var rows = new int[RowReader.LeastRows];
        var found = new List<int>();
        while (reader.Read(rows) is > 0 and var count) found.AddRange(rows.AsSpan(0, count));
        return [.. found.Where(row => !IsPair(row)), .. found.Where(IsPair)];

        bool IsPair(int row) => row >= model.Pieces && row < model.Pieces + model.Pairs;
    }

    private static readonly Lazy<StaticModel> s_builtIn = new(StaticModel.LoadBuiltIn);

    private static double Cosine(float[] a, float[] b) => a.Zip(b).Sum(pair => (double)pair.First * pair.Second);

    private static double Length(float[] vector) => Math.Sqrt(Cosine(vector, vector));
}
