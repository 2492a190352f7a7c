using System.Diagnostics;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>Random calls one after another, each compared with what the oracle makes of it. A failure is cut down to the calls that bring it about.</summary>
public abstract class SequenceConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    private const int Sequences = 6;
    private const int Length = 60;
    private static readonly TimeSpan s_enough = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan s_shrinking = TimeSpan.FromSeconds(20);

    [Fact]
    public Task A_random_sequence_of_calls_gives_what_the_oracle_gives() => RunAsync(drops: false);

    [Fact]
    public Task A_random_sequence_of_calls_that_drop_bodies_too_gives_what_the_oracle_gives() => RunAsync(drops: true);

    private async Task RunAsync(bool drops)
    {
        var seed = Seed.Next();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Sequences && watch.Elapsed < s_enough; i++)
        {
            var operations = new RandomOperations(unchecked(seed + i), drops, Fixture.Answers).Take(Length);
            if (await FindDifferenceAsync(operations) is not { } difference) continue;
            var (shortest, last) = await ShortestAsync([.. operations.Take(difference.At + 1)], difference);
            Assert.Fail($"""
                REPRISE_SEED={unchecked(seed + i)}: {shortest.Count} of {difference.At + 1} calls bring it about:
                {string.Join('\n', shortest.Select(one => "  " + one.Name))}
                found    {last.Found}
                expected {last.Expected}
                """);
        }
    }

    /// <summary>Leaves out calls, half of them at first and single ones at last, as long as the last call still differs.</summary>
    private async Task<(IReadOnlyList<Operation> Operations, Unlike Difference)> ShortestAsync(List<Operation> operations, Unlike difference)
    {
        var watch = Stopwatch.StartNew();
        for (var width = operations.Count / 2; width > 0; width /= 2)
        {
            for (var start = 0; start < operations.Count - 1 && watch.Elapsed < s_shrinking;)
            {
                var fewer = operations.Where((_, i) => i == operations.Count - 1 || i < start || i >= start + width).ToList();
                if (fewer.Count < operations.Count && await FindDifferenceAsync(fewer) is { } still && still.At == fewer.Count - 1) (operations, difference) = (fewer, still);
                else start += width;
            }
        }

        return (operations, difference);
    }

    private async Task<Unlike?> FindDifferenceAsync(IReadOnlyList<Operation> operations)
    {
        var store = await OpenAsync();
        await using var oracle = new InMemoryInteractionStore();
        for (var i = 0; i < operations.Count; i++)
        {
            var expected = await operations[i].RunAsync(oracle);
            var found = await operations[i].RunAsync(store);
            if (found == expected) continue;
            var at = Math.Max(0, found.AsSpan().CommonPrefixLength(expected) - 200);
            return new Unlike(i, found[at..Math.Min(found.Length, at + 1500)], expected[at..Math.Min(expected.Length, at + 1500)]);
        }

        return null;
    }

    private sealed record Unlike(int At, string Found, string Expected);
}
