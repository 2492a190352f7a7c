using Reprise.Embeddings;
using Reprise.Embeddings.Index;

namespace Reprise.Core.Tests.Embeddings;

/// <summary>What makes searches without a lock safe, step by step: a test with threads meets the bad moment too seldom.</summary>
public sealed class ChangeMarksTests
{
    private const int Dimensions = 32;
    private static readonly PartitionKey s_partition = Vectors.Partition(1);

    private readonly SlotStore _slots = new(Dimensions);
    private readonly ChangeMarks _marks = new();
    private readonly PartitionTable _partitions;
    private readonly Membership _membership;
    private readonly Lock _gate = new();
    private readonly Random _random = new(1);

    public ChangeMarksTests()
    {
        _partitions = new PartitionTable(_slots);
        _membership = new Membership(_slots, _partitions, _marks, Dimensions);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(Membership.LongestChain)]
    [InlineData(Membership.LongestChain + 1)]
    [InlineData(500)]
    public void Whatever_a_search_may_not_miss_raises_the_mark(int entries)
    {
        var slots = Enumerable.Range(0, entries).Select(Add).ToList();
        Marked(() => _membership.Change(slots[1], Bytes())).ShouldBeTrue("another vector");
        Marked(() => _membership.Unlink(slots[1])).ShouldBeTrue("an entry in the middle goes");
        Marked(() => _membership.Unlink(slots[^1])).ShouldBeTrue("the newest entry goes");
        Marked(() => _membership.Unlink(slots[0])).ShouldBeTrue("the oldest entry goes");
    }

    [Fact]
    public void Only_the_addition_that_makes_a_chain_a_run_raises_the_mark()
    {
        for (var entry = 0; entry < 200; entry++)
        {
            var number = entry;
            Marked(() => Add(number)).ShouldBe(entry == Membership.LongestChain, $"entry {entry}");
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    public void A_search_that_always_meets_a_change_waits_for_the_lock_and_finds_everything(int entries)
    {
        for (var entry = 0; entry < entries; entry++) Add(entry);
        // As if a change were under way all the time.
        _marks.Raise(s_partition);
        var matches = new VectorMatch[entries + 1];
        new IndexReader(_slots, _partitions, _marks, Dimensions, _gate).Search(s_partition, Bytes(), -1, matches).ShouldBe(entries);
    }

    [Fact]
    public void A_freed_entry_is_none_even_where_it_is_still_linked()
    {
        var slots = Enumerable.Range(0, 100).Select(Add).ToList();
        foreach (var slot in slots.Take(10)) _slots.Free(slot);
        // Taken again for another partition, and once more for this one, but not linked yet.
        _slots.Take(1000, _membership.NameOf(Vectors.Partition(2)), Bytes());
        _slots.Take(1001, _membership.NameOf(s_partition), Bytes());
        var matches = new VectorMatch[200];
        var found = new IndexReader(_slots, _partitions, _marks, Dimensions, _gate).Search(s_partition, Bytes(), -1, matches);
        matches.Take(found).Select(match => match.Id).Order().ShouldBe(Enumerable.Range(10, 90).Select(id => (long)id));
    }

    private bool Marked(Action change)
    {
        _marks.TryStart(s_partition, out var mark).ShouldBeTrue();
        change();
        _marks.TryStart(s_partition, out _).ShouldBeTrue("a change ends");
        return !_marks.IsUnchanged(s_partition, mark);
    }

    private int Add(int id)
    {
        var slot = _slots.Take(id, _membership.NameOf(s_partition), Bytes());
        _membership.Link(slot);
        return slot;
    }

    private sbyte[] Bytes() => [.. Enumerable.Range(0, Dimensions).Select(_ => (sbyte)_random.Next(-127, 128))];
}
