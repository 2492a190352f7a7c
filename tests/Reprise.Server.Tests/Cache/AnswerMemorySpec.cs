using Reprise.Cache.Answers;
using Reprise.Interactions;
using Reprise.Server.Cache;

namespace Reprise.Server.Tests.Cache;

/// <summary>Answers in memory stay within their bounds.</summary>
public sealed class AnswerMemorySpec
{
    private static readonly AnswerWish s_wish = new() { Stream = false };

    private readonly AnswerMemory _memory = new(new CacheOptions { HotBytes = 100_000 });

    [Fact]
    public void An_answer_that_takes_the_place_of_another_counts_for_what_it_is()
    {
        var source = InteractionId.FromForeign("one");
        Keep(source, 10);
        var small = _memory.Bytes;

        Keep(source, 20_010);
        (_memory.Bytes - small).ShouldBe(20_000);

        Keep(source, 10);
        _memory.Bytes.ShouldBe(small);
        _memory.Drop("p", source);
        _memory.Bytes.ShouldBe(0);
    }

    [Fact]
    public void Answers_that_grow_push_others_out()
    {
        var sources = Enumerable.Range(0, 20).Select(i => InteractionId.FromForeign("source " + i)).ToList();
        foreach (var source in sources) Keep(source, 10);

        foreach (var source in sources) Keep(source, 20_000);

        _memory.Bytes.ShouldBeLessThanOrEqualTo(100_000);
        sources.Count(source => _memory.Find("p", source, s_wish) is not null).ShouldBe(4);
        _memory.Find("p", sources[^1], s_wish).ShouldNotBeNull();
    }

    private void Keep(InteractionId source, int bytes) =>
        _memory.Keep("p", source, s_wish, new HotAnswer(new CachedAnswer(200, new Body { Bytes = new byte[bytes] }, true), null, false, false, 0), _memory.Changes);
}
