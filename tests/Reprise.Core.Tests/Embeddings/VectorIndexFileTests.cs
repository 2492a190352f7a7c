using System.Globalization;
using Reprise.Embeddings;
using Reprise.Tests;

namespace Reprise.Core.Tests.Embeddings;

public sealed class VectorIndexFileTests : IDisposable
{
    private const int Dimensions = 16;
    private readonly TempFolder _folder = new();

    private string FilePath => _folder.File("cache.vectors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_added_removed_and_marked_is_there_again()
    {
        var random = new Random(Vectors.Seed());
        var expected = new Dictionary<long, (int Partition, float[] Vector)>();
        for (var round = 0; round < 6; round++)
        {
            using var file = Open(out var load);
            load.State.ShouldBe(round == 0 ? VectorFileState.New : VectorFileState.Loaded);
            load.Entries.ShouldBe(expected.Count);
            load.Mark.ShouldBe(round == 0 ? null : round - 1);
            ShouldHold(file.Index, expected);
            for (var step = 0; step < 2000; step++)
            {
                var id = random.Next(700);
                if (random.Next(3) > 0)
                {
                    expected[id] = (random.Next(5), Vectors.Random(random, Dimensions));
                    file.Add(id, Vectors.Partition(expected[id].Partition), expected[id].Vector).ShouldBeTrue();
                }
                else
                {
                    file.Remove(id).ShouldBe(expected.Remove(id));
                }

                // A first flush makes the file; then some rounds end with one and some without.
                if (step == 1000) file.Flush(toDisk: round == 1);
            }

            if (round == 3)
            {
                foreach (var id in file.RemovePartition(Vectors.Partition(2))) expected.Remove(id).ShouldBeTrue();
                expected.Values.ShouldAllBe(entry => entry.Partition != 2);
            }

            file.Mark(round);
            if (round % 2 == 0) file.Flush(toDisk: false);
        }
    }

    [Fact]
    public void Adding_one_entry_writes_one_record_and_old_records_go_when_they_are_most()
    {
        var random = new Random(1);
        using var file = Open(out _);
        for (var id = 0; id < 10_000; id++) file.Add(id, Vectors.Partition(1), Vectors.Random(random, Dimensions));
        file.Flush(toDisk: false);
        var before = file.Length;
        file.Add(-1, Vectors.Partition(1), Vectors.Random(random, Dimensions));
        file.Flush(toDisk: false);
        (file.Length - before).ShouldBe(5 + 24 + Dimensions);
        for (var id = 0; id < 9_900; id++) file.Remove(id);
        file.Flush(toDisk: false);
        file.Length.ShouldBeLessThan(before / 50);
        new FileInfo(FilePath).Length.ShouldBe(file.Length);
        Directory.GetFiles(_folder.Path).ShouldBe([FilePath]);
    }

    [Theory]
    [InlineData("other", "1", Dimensions)]
    [InlineData("test", "2", Dimensions)]
    [InlineData("test", "1", 32)]
    public void Vectors_of_another_model_are_not_read_and_give_way_to_new_ones(string name, string version, int dimensions)
    {
        Fill(50);
        var bytes = File.ReadAllBytes(FilePath);
        var index = new VectorIndex(new EmbedderIdentity(name, version, dimensions));
        using (var file = VectorIndexFile.Open(FilePath, index, out var load))
        {
            load.State.ShouldBe(VectorFileState.OtherModel);
            load.NeedsRebuild.ShouldBeTrue();
            index.Count.ShouldBe(0);
            file.Add(1, Vectors.Partition(1), Vectors.Random(new Random(1), dimensions));
        }

        File.ReadAllBytes(FilePath).ShouldBe(bytes, "nothing was flushed");
        index = new VectorIndex(index.Model);
        using (var file = VectorIndexFile.Open(FilePath, index, out _))
        {
            file.Add(1, Vectors.Partition(1), Vectors.Random(new Random(1), dimensions));
            file.Flush(toDisk: true);
        }

        Open(out var again).Dispose();
        again.State.ShouldBe(VectorFileState.OtherModel);
    }

    [Fact]
    public void A_broken_off_end_loses_the_last_record_only_and_writing_goes_on()
    {
        Fill(40);
        var whole = File.ReadAllBytes(FilePath);
        foreach (var rest in (byte[][])[whole[..^1], whole[..^20], [.. whole[..^3], 0, 0, 0], [.. whole, .. new byte[4096]], [.. whole, 1, 2, 3, 4, 1]])
        {
            File.WriteAllBytes(FilePath, rest);
            using (var file = Open(out var load))
            {
                load.State.ShouldBe(VectorFileState.Shortened);
                load.Detail.ShouldNotBeNull();
                load.Entries.ShouldBe(rest.Length > whole.Length ? 40 : 39);
                file.Add(1000, Vectors.Partition(1), Vectors.Random(new Random(1), Dimensions));
                file.Flush(toDisk: false);
            }

            Open(out var again).Dispose();
            again.ShouldBe(new VectorFileLoad(VectorFileState.Loaded, rest.Length > whole.Length ? 41 : 40, 7, null));
        }
    }

    [Fact]
    public void A_changed_file_is_read_as_it_was_at_some_moment_or_called_damaged()
    {
        var cases = int.Parse(Environment.GetEnvironmentVariable("REPRISE_FUZZ_CASES") ?? "2000", CultureInfo.InvariantCulture);
        var random = new Random(Vectors.Seed());
        var (moments, snapshot) = Course(random);
        var whole = File.ReadAllBytes(FilePath);
        var seen = new Dictionary<VectorFileState, int>();
        for (var number = 0; number < cases; number++)
        {
            // The first is whole: whether one of the changed ones happens to be so is chance.
            File.WriteAllBytes(FilePath, number == 0 ? whole : Mutate(whole, random));
            var index = new VectorIndex(Vectors.Model(Dimensions));
            VectorFileLoad load;
            using (VectorIndexFile.Open(FilePath, index, out load)) { }
            seen[load.State] = seen.GetValueOrDefault(load.State) + 1;
            if (load.NeedsRebuild) index.Count.ShouldBe(0, $"case {number}");
            else moments.ShouldContain(Contents(index), $"case {number}: {load}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{snapshot} bytes of snapshot; {string.Join(", ", seen)}");
        seen.Keys.ShouldBe([VectorFileState.Loaded, VectorFileState.Shortened, VectorFileState.Damaged], ignoreOrder: true);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_made_good_later()
    {
        var missing = _folder.File("gone/cache.vectors");
        var index = new VectorIndex(Vectors.Model(Dimensions));
        using (var file = VectorIndexFile.Open(missing, index, out _))
        {
            file.Add(1, Vectors.Partition(1), Vectors.Random(new Random(1), Dimensions));
            Should.Throw<IOException>(() => file.Flush(toDisk: true));
            file.Fault.ShouldNotBeNull();
            file.Add(2, Vectors.Partition(1), Vectors.Random(new Random(2), Dimensions));
            index.Count.ShouldBe(2);
            Directory.CreateDirectory(_folder.File("gone"));
            file.Flush(toDisk: true);
            file.Fault.ShouldBeNull();
        }

        VectorIndexFile.Open(missing, new VectorIndex(index.Model), out var load).Dispose();
        load.ShouldBe(new VectorFileLoad(VectorFileState.Loaded, 2, null, null));
    }

    [Fact]
    public void A_file_has_one_owner_at_a_time()
    {
        Fill(3);
        using var file = Open(out _);
        Should.Throw<IOException>(() => Open(out _));
    }

    private void Fill(int entries)
    {
        using var file = Open(out _);
        file.Mark(7);
        file.Flush(toDisk: false);
        for (var id = 0; id < entries; id++) file.Add(id, Vectors.Partition(id % 2), Vectors.Random(new Random(id), Dimensions));
    }

    /// <summary>A file with a snapshot and changes behind it, and all it ever was on the way.</summary>
    private (HashSet<string> Moments, long Snapshot) Course(Random random)
    {
        using var file = Open(out _);
        for (var id = 0; id < 20; id++) file.Add(id, Vectors.Partition(id % 3), Vectors.Random(random, Dimensions));
        file.Flush(toDisk: false);
        var snapshot = file.Length;
        var moments = new HashSet<string> { Contents(file.Index) };
        for (var step = 0; step < 60; step++)
        {
            if (random.Next(3) == 0) file.Remove(random.Next(30));
            else file.Add(random.Next(30), Vectors.Partition(random.Next(3)), Vectors.Random(random, Dimensions));
            if (random.Next(5) == 0) file.Mark(step);
            moments.Add(Contents(file.Index));
        }

        return (moments, snapshot);
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        for (var times = random.Next(3); times >= 0; times--)
        {
            if (bytes.Count == 0) return [];
            var at = random.Next(bytes.Count);
            var count = Math.Min(random.Next(4) == 0 ? 45 : random.Next(1, 100), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes.RemoveRange(at, bytes.Count - at); break;
                case 2: bytes.RemoveRange(at, count); break;
                case 3: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, count)); break;
                case 4: bytes.InsertRange(at, Enumerable.Range(0, count).Select(_ => (byte)random.Next(256))); break;
                default:
                    for (var i = 0; i < count; i++) bytes[at + i] = 0;
                    break;
            }
        }

        return [.. bytes];
    }

    private static string Contents(VectorIndex index)
    {
        var entries = new List<string>();
        index.ForEach((id, partition, vector) => entries.Add($"{id} {partition.Value} {Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector))}"));
        return string.Join('\n', entries.Order(StringComparer.Ordinal));
    }

    private static void ShouldHold(VectorIndex index, Dictionary<long, (int Partition, float[] Vector)> expected)
    {
        index.Count.ShouldBe(expected.Count);
        foreach (var (id, (partition, vector)) in expected) Vectors.Search(index, Vectors.Partition(partition), vector, .999f, 5).ShouldContain(match => match.Id == id && match.Similarity == 1);
    }

    private VectorIndexFile Open(out VectorFileLoad load) => VectorIndexFile.Open(FilePath, new VectorIndex(Vectors.Model(Dimensions)), out load);
}
