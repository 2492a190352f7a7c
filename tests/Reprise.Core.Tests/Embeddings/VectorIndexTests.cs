using System.Numerics;
using System.Text.Json;
using Reprise.Embeddings;
using Reprise.Tests;

namespace Reprise.Core.Tests.Embeddings;

public sealed class VectorIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(256)]
    [InlineData(384)]
    [InlineData(1536)]
    public void Equal_vectors_are_found_with_similarity_1(int dimensions)
    {
        var random = new Random(Vectors.Seed());
        var index = new VectorIndex(Vectors.Model(dimensions));
        var partition = Vectors.Partition(1);
        for (var id = 0; id < 100; id++)
        {
            var vector = Vectors.Random(random, dimensions);
            index.Add(id, partition, vector).ShouldBeTrue();
            var found = Vectors.Search(index, partition, vector, .999f, 200);
            found.ShouldContain(match => match.Id == id && match.Similarity == 1, $"entry {id}");
            Vectors.Search(index, partition, [.. vector.Select(value => value * 1024)], .999f, 200).ShouldBe(found);
        }
    }

    [Fact]
    public void Similarity_is_the_cosine_within_a_few_thousandths()
    {
        var random = new Random(Vectors.Seed());
        var index = new VectorIndex(Vectors.Model());
        var vectors = Enumerable.Range(0, 30).Select(_ => Vectors.Random(random)).ToList();
        for (var id = 0; id < vectors.Count; id++) index.Add(id, Vectors.Partition(1), vectors[id]);
        foreach (var cosine in (double[])[.999, .95, .9, .7, .3])
        {
            var query = Vectors.Near(random, vectors[5], cosine);
            var found = Vectors.Search(index, Vectors.Partition(1), query, -1, 30);
            found.Count.ShouldBe(30);
            foreach (var match in found) ((double)match.Similarity).ShouldBe(Vectors.Cosine(vectors[(int)match.Id], query), .006);
            found.Select(match => match.Similarity).ShouldBe(found.Select(match => match.Similarity).OrderDescending());
        }
    }

    [Fact]
    public void Near_duplicates_among_many_are_always_found()
    {
        var random = new Random(Vectors.Seed());
        const int Count = 20_000;
        var index = new VectorIndex(Vectors.Model());
        var partition = Vectors.Partition(1);
        var vectors = Enumerable.Range(0, Count).Select(_ => Vectors.Random(random)).ToList();
        for (var id = 0; id < Count; id++) index.Add(id, partition, vectors[id]);
        for (var i = 0; i < 500; i++)
        {
            var wanted = random.Next(Count);
            var query = Vectors.Near(random, vectors[wanted], .75 + random.NextDouble() * .25);
            // Random vectors of 256 values are all but square to each other, so no other entry is as near.
            Vectors.Search(index, partition, query, .6f, 1).ShouldHaveSingleItem().Id.ShouldBe(wanted);
        }
    }

    [Fact]
    public void Real_questions_find_the_most_similar_one_when_there_is_a_similar_one()
    {
        var pairs = File.ReadLines(SharedData.Require("semcache/qqp_pairs.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => row.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.String).Select(field => field.Value.GetString()!).Where(text => text.Length > 15).ToList())
            .Where(texts => texts.Count == 2).ToList();
        var stored = pairs.Take(10_000).Select(texts => Embed(texts[0])).ToList();
        var index = new VectorIndex(StaticEmbedder.Shared.Identity);
        for (var id = 0; id < stored.Count; id++) index.Add(id, Vectors.Partition(1), stored[id]);
        var (similar, step) = (0, pairs.Count / 300);
        for (var i = 0; i < pairs.Count; i += step)
        {
            var query = Embed(pairs[i][1]);
            var best = stored.Max(vector => Product(vector, query));
            if (best < .7f) continue;
            similar++;
            Vectors.Search(index, Vectors.Partition(1), query, .65f, 1).ShouldHaveSingleItem().Similarity.ShouldBe(best, .005f, pairs[i][1]);
        }

        similar.ShouldBeGreaterThan(100);

        static float[] Embed(string text)
        {
            var vector = new float[StaticEmbedder.Shared.Identity.Dimensions];
            StaticEmbedder.Shared.TryEmbed(text, vector);
            return vector;
        }

        static float Product(float[] a, float[] b)
        {
            var sum = Vector<float>.Zero;
            for (var i = 0; i < a.Length; i += Vector<float>.Count) sum += new Vector<float>(a, i) * new Vector<float>(b, i);
            return Vector.Sum(sum);
        }
    }

    [Fact]
    public void Of_equally_similar_entries_the_highest_id_comes_first()
    {
        var random = new Random(Vectors.Seed());
        var index = new VectorIndex(Vectors.Model());
        var vector = Vectors.Random(random);
        foreach (var id in (long[])[5, 9, -3, 7]) index.Add(id, Vectors.Partition(1), vector);
        Vectors.Search(index, Vectors.Partition(1), vector, .5f, 3).Select(match => match.Id).ShouldBe([9, 7, 5]);
        for (var id = 100; id < 2000; id++) index.Add(id, Vectors.Partition(1), vector);
        Vectors.Search(index, Vectors.Partition(1), vector, .5f, 3).Select(match => match.Id).ShouldBe([1999, 1998, 1997]);
    }

    [Fact]
    public void A_search_sees_its_own_partition_only()
    {
        var random = new Random(Vectors.Seed());
        var index = new VectorIndex(Vectors.Model());
        var vector = Vectors.Random(random);
        for (var id = 0; id < 3000; id++) index.Add(id, Vectors.Partition(id % 3 == 0 ? 0 : id), vector);
        Vectors.Search(index, Vectors.Partition(0), vector, -1, 2000).Select(match => match.Id).ShouldBe(Enumerable.Range(0, 1000).Select(i => i * 3L).Reverse());
        for (var id = 1; id < 3000; id++)
        {
            if (id % 3 != 0) Vectors.Search(index, Vectors.Partition(id), vector, -1, 5).ShouldHaveSingleItem().Id.ShouldBe(id);
        }

        Vectors.Search(index, Vectors.Partition(-1), vector, -1, 5).ShouldBeEmpty();
    }

    [Fact]
    public void Vectors_without_a_direction_are_no_entries_and_like_none()
    {
        var index = new VectorIndex(Vectors.Model(4));
        var partition = Vectors.Partition(1);
        foreach (var vector in (float[][])[[0, 0, 0, 0], [1, float.NaN, 0, 0], [1, 0, float.PositiveInfinity, 0], [-0f, 0, 0, 0]])
        {
            index.Add(1, partition, vector).ShouldBeFalse();
            Vectors.Search(index, partition, vector, -1, 3).ShouldBeEmpty();
        }

        index.Add(1, partition, [float.Epsilon, 0, 0, 0]).ShouldBeTrue();
        index.Add(2, partition, [float.MaxValue, float.MaxValue, 0, 0]).ShouldBeTrue();
        Vectors.Search(index, partition, [1, 0, 0, 0], .9f, 3).ShouldHaveSingleItem().ShouldBe(new VectorMatch(1, 1));
        index.Search(partition, [1, 0, 0, 0], -1, []).ShouldBe(0);
        Should.Throw<ArgumentException>(() => index.Add(3, partition, [1, 2, 3]));
        Should.Throw<ArgumentException>(() => index.Search(partition, [1, 2, 3, 4, 5], 0, new VectorMatch[1]));
    }

    [Fact]
    public void Any_course_of_changes_gives_the_index_that_a_plain_list_gives()
    {
        var random = new Random(Vectors.Seed());
        const int Dimensions = 64;
        var index = new VectorIndex(Vectors.Model(Dimensions));
        var model = new Dictionary<long, (int Partition, float[] Vector)>();
        // Now growing, now shrinking, so that partitions become large, sparse, small and empty.
        for (var step = 0; step < 30_000; step++)
        {
            var growing = step / 3000 % 2 == 0;
            var id = random.Next(2500);
            if (random.Next(10) < (growing ? 7 : 2))
            {
                var (partition, vector) = (Partition(), Vectors.Random(random, Dimensions));
                index.Add(id, Vectors.Partition(partition), vector).ShouldBeTrue();
                model[id] = (partition, vector);
            }
            else
            {
                index.Remove(id).ShouldBe(model.Remove(id));
            }

            if (random.Next(4000) == 0)
            {
                var partition = Partition();
                var gone = model.Where(entry => entry.Value.Partition == partition).Select(entry => entry.Key).ToList();
                index.RemovePartition(Vectors.Partition(partition)).Order().ShouldBe(gone.Order());
                foreach (var one in gone) model.Remove(one);
            }

            if (step % 500 == 0) Check();
        }

        foreach (var id in model.Keys.ToList()) index.Remove(id).ShouldBeTrue();
        index.Count.ShouldBe(0);

        int Partition() => random.Next(4) switch { 0 => 0, 1 => random.Next(3), 2 => random.Next(40), _ => random.Next(1000) };

        void Check()
        {
            index.Count.ShouldBe(model.Count);
            var query = Vectors.Random(random, Dimensions);
            foreach (var partition in model.Values.Select(entry => entry.Partition).Distinct())
            {
                var expected = model.Where(entry => entry.Value.Partition == partition).ToList();
                var found = Vectors.Search(index, Vectors.Partition(partition), query, -1, 2500);
                found.Select(match => match.Id).Order().ShouldBe(expected.Select(entry => entry.Key).Order());
                foreach (var match in found) ((double)match.Similarity).ShouldBe(Vectors.Cosine(model[match.Id].Vector, query), .01);
            }
        }
    }

    [Fact]
    public void An_entry_costs_at_most_60_bytes_beyond_its_vectors()
    {
        var random = new Random(1);
        foreach (var perPartition in (int[])[1, 2, 5, 32, 33, 100, 1000, 60_000])
        {
            var index = new VectorIndex(Vectors.Model(8));
            for (var id = 0; id < 60_000; id++) index.Add(id, Vectors.Partition(id / perPartition), Vectors.Random(random, 8));
            var memory = index.Measure();
            TestContext.Current.TestOutputHelper?.WriteLine($"{perPartition} a partition: {(double)memory.Other / memory.Entries:F1} bytes an entry");
            ((double)memory.Other / memory.Entries).ShouldBeLessThan(60, $"{perPartition} a partition");
        }
    }
}
