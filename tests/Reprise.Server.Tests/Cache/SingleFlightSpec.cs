using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Interactions;
using Reprise.Server.Cache;
using Reprise.Server.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache;

/// <summary>The same request many times at once asks the provider once.</summary>
public sealed class SingleFlightSpec
{
    private static readonly string s_question = CacheStage.Question("Who built the tower?");

    [Fact]
    public async Task Many_at_once_cost_one_call_and_all_get_its_answer()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stage = await CacheStage.StartAsync(async (context, number) =>
        {
            await mayAnswer.Task;
            await CacheStage.AnswerAsync(context, number);
        });

        var asking = Enumerable.Range(0, 50).Select(_ => stage.SendAsync(s_question)).ToArray();
        await Eventually.HoldsAsync("the provider is asked and the others wait", () => stage.Calls > 0 && Followers(stage) == 49);
        mayAnswer.SetResult();
        var replies = await Task.WhenAll(asking);

        stage.Calls.ShouldBe(1);
        var leader = replies.Single(reply => reply.Cache == "miss");
        replies.Count(reply => reply.Cache == "hit").ShouldBe(49);
        replies.ShouldAllBe(reply => reply.Body == leader.Body);
        replies.Where(reply => reply != leader).ShouldAllBe(reply => reply.Source == leader.Id);
        var follower = await stage.Server.RecordedAsync(InteractionId.Parse(replies.First(reply => reply != leader).Id));
        (follower.Interaction.CostUsd, follower.Interaction.Cache!.SourceInteractionId.ToString()).ShouldBe((0, leader.Id));
    }

    [Fact]
    public async Task A_stream_is_given_to_those_who_wait_in_the_form_they_want()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stage = await CacheStage.StartAsync(async (context, number) =>
        {
            await mayAnswer.Task;
            await CacheStage.AnswerAsync(context, number);
        });

        var streamed = stage.SendAsync(CacheStage.Streamed("q"));
        await Eventually.HoldsAsync("the provider is asked", () => stage.Calls == 1);
        var second = stage.SendAsync(CacheStage.Streamed("q"));
        var whole = stage.SendAsync(CacheStage.Question("q"));
        await Eventually.HoldsAsync("both wait", () => Followers(stage) == 2);
        mayAnswer.SetResult();

        (await second).Bytes.ShouldBe((await streamed).Bytes);
        (await whole).Headers["Content-Type"].ShouldStartWith("application/json");
        stage.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task When_the_first_one_fails_another_leads_and_the_rest_wait_for_that()
    {
        var mayFail = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stage = await CacheStage.StartAsync(async (context, number) =>
        {
            if (number == 1)
            {
                await mayFail.Task;
                context.Response.StatusCode = 500;
                return;
            }

            await mayAnswer.Task;
            await CacheStage.AnswerAsync(context, number);
        });

        var asking = Enumerable.Range(0, 6).Select(_ => stage.SendAsync(s_question)).ToArray();
        await Eventually.HoldsAsync("five wait", () => Followers(stage) == 5);
        mayFail.SetResult();
        await Eventually.HoldsAsync("one is with the provider and four wait for it", () => stage.Calls == 2 && Followers(stage) == 4);
        mayAnswer.SetResult();

        var replies = await Task.WhenAll(asking);
        replies.Count(reply => reply.Status == HttpStatusCode.OK).ShouldBe(5);
        replies.Count(reply => reply.Cache == "hit").ShouldBe(4);
        stage.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task When_the_second_one_fails_too_the_others_ask_for_themselves_at_the_same_time()
    {
        var mayFail = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayFailToo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stage = await CacheStage.StartAsync(async (context, number) =>
        {
            if (number <= 2)
            {
                await (number == 1 ? mayFail : mayFailToo).Task;
                context.Response.StatusCode = 500;
                return;
            }

            await mayAnswer.Task;
            await CacheStage.AnswerAsync(context, number);
        });

        var asking = Enumerable.Range(0, 6).Select(_ => stage.SendAsync(s_question)).ToArray();
        await Eventually.HoldsAsync("five wait", () => Followers(stage) == 5);
        mayFail.SetResult();
        await Eventually.HoldsAsync("one is with the provider and four wait for it", () => stage.Calls == 2 && Followers(stage) == 4);
        mayFailToo.SetResult();
        await Eventually.HoldsAsync("the four that are left are with the provider", () => stage.Calls == 6);
        mayAnswer.SetResult();

        (await Task.WhenAll(asking)).Count(reply => reply.Status == HttpStatusCode.OK).ShouldBe(4);
    }

    [Fact]
    public async Task One_who_wants_a_stream_does_not_wait_for_long_without_a_word()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stage = await CacheStage.StartAsync(
            async (context, number) =>
            {
                if (number == 1) await mayAnswer.Task;
                await CacheStage.AnswerAsync(context, number);
            },
            null,
            "Cache:FollowFor=00:10:00");
        var first = stage.SendAsync(CacheStage.Streamed("q"));
        await Eventually.HoldsAsync("the provider is asked", () => stage.Calls == 1);

        (await stage.SendAsync(CacheStage.Streamed("q"))).Body.ShouldBe(CacheStage.Stream(2, counts: true));
        mayAnswer.SetResult();
        await first;
    }

    [Fact]
    public async Task When_the_first_client_hangs_up_the_others_get_an_answer()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stage = await CacheStage.StartAsync(async (context, number) =>
        {
            if (number == 1) await mayAnswer.Task.WaitAsync(context.RequestAborted);
            await CacheStage.AnswerAsync(context, number);
        });
        using var hangUp = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, CacheStage.Path) { Content = new StringContent(s_question) };
        var first = stage.Server.Http.SendAsync(request, hangUp.Token);
        await Eventually.HoldsAsync("the provider is asked", () => stage.Calls == 1);
        var second = stage.SendAsync(s_question);
        await Eventually.HoldsAsync("the second waits", () => Followers(stage) == 1);

        await hangUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => first);
        (await second).Body.ShouldBe(CacheStage.Completion(2));
    }

    [Fact]
    public async Task One_who_waits_may_hang_up()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stage = await CacheStage.StartAsync(async (context, number) =>
        {
            await mayAnswer.Task;
            await CacheStage.AnswerAsync(context, number);
        });
        var first = stage.SendAsync(s_question);
        await Eventually.HoldsAsync("the provider is asked", () => stage.Calls == 1);
        using var hangUp = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, CacheStage.Path) { Content = new StringContent(s_question) };
        var second = stage.Server.Http.SendAsync(request, hangUp.Token);
        await Eventually.HoldsAsync("the second waits", () => Followers(stage) == 1);

        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        await Eventually.HoldsAsync("nobody waits", () => Followers(stage) == 0);
        mayAnswer.SetResult();

        (await first).Status.ShouldBe(HttpStatusCode.OK);
        stage.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task One_who_has_waited_long_enough_asks_for_itself()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stage = await CacheStage.StartAsync(
            async (context, number) =>
            {
                if (number == 1) await mayAnswer.Task;
                await CacheStage.AnswerAsync(context, number);
            },
            null,
            "Cache:FollowFor=00:00:00.100");
        var first = stage.SendAsync(s_question);
        await Eventually.HoldsAsync("the provider is asked", () => stage.Calls == 1);

        (await stage.SendAsync(s_question)).Body.ShouldBe(CacheStage.Completion(2));
        mayAnswer.SetResult();
        (await first).Body.ShouldBe(CacheStage.Completion(1));
    }

    [Fact]
    public async Task A_repeat_right_after_the_answer_is_a_hit_though_nothing_is_stored_yet()
    {
        // The writer gathers a batch for a minute: the record has nothing when the repeat comes.
        await using var stage = await CacheStage.StartAsync(null, null, "Capture:Linger=00:01:00");

        var first = await stage.SendAsync(s_question);
        var second = await stage.SendAsync(s_question);

        (first.Cache, second.Cache).ShouldBe(("miss", "hit"));
        second.Bytes.ShouldBe(first.Bytes);
        stage.Counters.Followed.ShouldBe(1);
    }

    [Fact]
    public async Task Different_projects_do_not_wait_for_each_other()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stage = await CacheStage.StartAsync(async (context, number) =>
        {
            if (number == 1) await mayAnswer.Task;
            await CacheStage.AnswerAsync(context, number);
        });
        var first = stage.SendAsync(s_question, ("Reprise-Project", "one"));
        await Eventually.HoldsAsync("the provider is asked", () => stage.Calls == 1);

        (await stage.SendAsync(s_question, ("Reprise-Project", "two"))).Cache.ShouldBe("miss");
        mayAnswer.SetResult();
        await first;
        stage.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task One_who_wants_nothing_so_old_does_not_wait_for_it()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stage = await CacheStage.StartAsync(
            async (context, number) =>
            {
                if (number == 1) await mayAnswer.Task;
                await CacheStage.AnswerAsync(context, number);
            },
            null,
            "Cache:FollowFor=00:10:00");
        var first = stage.SendAsync(s_question);
        await Eventually.HoldsAsync("the provider is asked", () => stage.Calls == 1);

        var fresh = await stage.SendAsync(s_question, ("Cache-Control", "max-age=0"));

        fresh.Body.ShouldContain("answer 2");
        mayAnswer.SetResult();
        (await first).Body.ShouldContain("answer 1");
    }

    [Fact]
    public async Task Nobody_waits_for_a_fresh_answer_that_is_kept_from_the_record()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stage = await CacheStage.StartAsync(
            async (context, number) =>
            {
                if (number == 1) await mayAnswer.Task;
                await CacheStage.AnswerAsync(context, number);
            },
            null,
            "Cache:FollowFor=00:10:00");
        var first = stage.SendAsync(s_question, ("Reprise-Cache", "refresh"), ("Reprise-Omit", "response"));
        await Eventually.HoldsAsync("the provider is asked", () => stage.Calls == 1);

        (await stage.SendAsync(s_question)).Body.ShouldContain("answer 2");
        mayAnswer.SetResult();
        await first;
    }

    private static int Followers(CacheStage stage) => stage.Server.Services.GetRequiredService<Flights>().Followers;
}
