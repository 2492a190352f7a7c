using Reprise.Evaluation.Text;

namespace Reprise.Core.Tests.Evaluation.Text;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("Saturday", "Sunday", 3)]
    [InlineData("a👍b", "a👎b", 1)]
    public void Counts_what_must_be_changed(string one, string other, int distance)
    {
        EditDistance.Find(one, other).ShouldBe(distance);
        EditDistance.Find(other, one).ShouldBe(distance);
    }

    [Fact]
    public void Similarity_is_one_less_the_share_that_changed()
    {
        EditDistance.Similarity("kitten", "sitting")!.Value.ShouldBe(1 - 3.0 / 7, 1e-12);
        EditDistance.Similarity("", "").ShouldBe(1);
        EditDistance.Similarity("abc", "xyz").ShouldBe(0);
    }

    [Fact]
    public void Is_that_of_the_plain_table()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 400; round++)
        {
            var (one, other) = (Text(random), Text(random));
            EditDistance.Find(one, other).ShouldBe(Plain(one, other), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Long_texts_are_compared_where_they_differ_and_refused_beyond_the_bound()
    {
        var same = new string('x', 100_000);
        EditDistance.Find($"{same}a{same}", $"{same}bc{same}").ShouldBe(2);
        EditDistance.Find(new string('a', EditDistance.MostCharacters + 1), "b").ShouldBeNull();
        EditDistance.Similarity(new string('a', EditDistance.MostCharacters + 1), "b").ShouldBeNull();
        EditDistance.Find(new string('a', EditDistance.MostCharacters), new string('b', EditDistance.MostCharacters)).ShouldBe(EditDistance.MostCharacters);
    }

    private static string Text(Random random)
    {
        var letters = random.Next(1, 6);
        return new string([.. Enumerable.Range(0, random.Next(220)).Select(_ => (char)('a' + random.Next(letters)))]);
    }

    private static int Plain(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++) (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (one[i - 1] == other[j - 1] ? 0 : 1)));
        }

        return row[other.Length];
    }
}
