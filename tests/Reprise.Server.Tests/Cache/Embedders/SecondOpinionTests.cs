using Reprise.Embeddings;
using Reprise.Server.Cache.Embedders;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache.Embedders;

/// <summary>With a small model of random weights: what is remembered, bounded and left undecided does not depend on what it understands.</summary>
public sealed class SecondOpinionTests : IDisposable
{
    private static readonly CancellationToken s_never = CancellationToken.None;

    private readonly TinyModel _model = new();
    private readonly TransformerEmbedder _embedder;

    public SecondOpinionTests() => _embedder = TransformerEmbedder.Load(_model.Write());

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Texts_are_compared_as_the_model_sees_them_and_embedded_once()
    {
        using var opinion = Of(new SecondOpinionOptions());
        (await opinion.SimilarityAsync("hello world", "hello world", s_never)).ShouldNotBeNull().ShouldBe(1, 1e-5);
        var first = (await opinion.SimilarityAsync("hello world", "world hello", s_never)).ShouldNotBeNull();
        first.ShouldBeInRange(-1, .99999f);
        (await opinion.SimilarityAsync("world hello", "hello world", s_never)).ShouldBe(first);
        (opinion.Asked, opinion.Embedded, opinion.Undecided, opinion.Late).ShouldBe((3, 2, 0, 0));
    }

    [Fact]
    public async Task What_the_model_cannot_read_whole_is_left_undecided_and_not_tried_again()
    {
        using var opinion = Of(new SecondOpinionOptions());
        foreach (var text in (string[])["", "hello 🎉", "unheard of", string.Concat(Enumerable.Repeat("hello ", 2000))])
        {
            (await opinion.SimilarityAsync(text, "hello", s_never)).ShouldBeNull(text);
            (await opinion.SimilarityAsync("hello", text, s_never)).ShouldBeNull(text);
        }

        opinion.Undecided.ShouldBe(8);
        opinion.Embedded.ShouldBe(4, "hello, and each text short enough to be looked at");
    }

    [Fact]
    public async Task Only_so_many_vectors_are_remembered_and_the_latest_stay()
    {
        using var opinion = Of(new SecondOpinionOptions { Remembered = 2 });
        await opinion.SimilarityAsync("a", "b", s_never);
        await opinion.SimilarityAsync("a", "hello", s_never);
        opinion.Embedded.ShouldBe(3);
        await opinion.SimilarityAsync("hello", "a", s_never);
        opinion.Embedded.ShouldBe(3);
        await opinion.SimilarityAsync("b", "b", s_never);
        opinion.Embedded.ShouldBe(4);
    }

    [Fact]
    public async Task When_the_time_is_up_nothing_is_decided()
    {
        var time = new ManualTimeProvider();
        using var opinion = Of(new SecondOpinionOptions { Timeout = TimeSpan.Zero }, time);
        (await opinion.SimilarityAsync("hello", "world", s_never)).ShouldBeNull();
        (opinion.Late, opinion.Undecided).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_caller_that_leaves_is_told_so()
    {
        using var opinion = Of(new SecondOpinionOptions());
        await Should.ThrowAsync<OperationCanceledException>(async () => await opinion.SimilarityAsync("hello", "world", new CancellationToken(canceled: true)));
        opinion.Late.ShouldBe(0);
    }

    [Fact]
    public async Task Many_threads_at_once_agree()
    {
        using var opinion = Of(new SecondOpinionOptions { Remembered = 3, Timeout = TimeSpan.FromMinutes(1) });
        var expected = await opinion.SimilarityAsync("hello a", "world b", s_never);
        await Parallel.ForAsync(0, 400, TestContext.Current.CancellationToken, async (i, cancellationToken) =>
        {
            await opinion.SimilarityAsync($"hello {(i % 3 == 0 ? "ab" : "ba")}", "world", cancellationToken);
            (await opinion.SimilarityAsync("hello a", "world b", cancellationToken)).ShouldBe(expected);
        });
    }

    private SecondOpinion Of(SecondOpinionOptions options, TimeProvider? time = null) => new(_embedder, options, time ?? TimeProvider.System);
}
