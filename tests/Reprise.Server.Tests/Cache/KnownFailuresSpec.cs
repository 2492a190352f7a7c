using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Cache;

/// <summary>Mistakes that caches for models are known for, each with the test that it is none of ours.</summary>
public sealed class KnownFailuresSpec
{
    private static readonly string s_question = CacheStage.Question("Who built the tower?");
    private static readonly string s_streamed = CacheStage.Streamed("Who built the tower?");

    [Theory]
    [InlineData(400)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_error_is_never_given_again(int status)
    {
        await using var stage = await CacheStage.StartAsync((context, number) =>
        {
            if (number > 1) return CacheStage.AnswerAsync(context, number);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"error":{"message":"no","code":"x"}}""");
        });

        ((int)(await stage.SendAsync(s_question)).Status).ShouldBe(status);
        await stage.SettleAsync();
        var second = await stage.SendAsync(s_question);

        (second.Status, second.Cache).ShouldBe((HttpStatusCode.OK, "miss"));
        stage.Counters.NotKept.ShouldContain(reason => reason.Key == "answer_failed");
    }

    [Fact]
    public async Task An_error_within_a_200_is_never_given_again()
    {
        await using var stage = await CacheStage.StartAsync((context, number) =>
        {
            if (number > 1) return CacheStage.AnswerAsync(context, number);
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"error":{"message":"overloaded","code":"overloaded"}}""");
        });

        await stage.SendAsync(s_question);
        await stage.SettleAsync();

        (await stage.SendAsync(s_question)).Body.ShouldContain("answer 2");
    }

    [Fact]
    public async Task A_stream_that_broke_off_is_never_given_again()
    {
        await using var stage = await CacheStage.StartAsync(async (context, number) =>
        {
            var whole = CacheStage.Stream(number, counts: true);
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(number == 1 ? whole[..(whole.Length / 2)] : whole);
        });

        await stage.SendAsync(s_streamed);
        await stage.SettleAsync();
        var second = await stage.SendAsync(s_streamed);

        second.Cache.ShouldBe("miss");
        second.Body.ShouldBe(CacheStage.Stream(2, counts: true));
    }

    [Fact]
    public async Task An_answer_whose_connection_broke_is_never_given_again()
    {
        await using var stage = await CacheStage.StartAsync(async (context, number) =>
        {
            if (number > 1)
            {
                await CacheStage.AnswerAsync(context, number);
                return;
            }

            context.Response.ContentType = "application/json";
            context.Response.ContentLength = CacheStage.Completion(1).Length;
            await context.Response.WriteAsync(CacheStage.Completion(1)[..40]);
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        try
        {
            await stage.SendAsync(s_question);
        }
        catch (HttpRequestException)
        {
            // What a client sees that does not send again by itself.
        }

        await stage.SettleAsync();
        var next = await stage.SendAsync(s_question);

        next.Body.ShouldBe(CacheStage.Completion(2));
        (await stage.Server.Store.SearchAsync(new Reprise.Store.InteractionQuery { Project = Projects.Default }, CancellationToken.None)).Items.ShouldContain(item => item.Interaction.Status == InteractionStatus.Error);
    }

    [Fact]
    public async Task Another_project_gets_its_own_answer()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question, ("Reprise-Project", "one"));

        var other = await stage.SendAsync(s_question, ("Reprise-Project", "two"));

        other.Cache.ShouldBe("miss");
        other.Body.ShouldContain("answer 2");
    }

    [Theory]
    [InlineData("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Who built the tower?"}]}""")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"system","content":"Be rude."},{"role":"user","content":"Who built the tower?"}]}""")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"Who built the tower?"}],"response_format":{"type":"json_object"}}""")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"Who built the tower?"}],"max_tokens":5}""")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"who built the tower?"}]}""")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"Who built the tower?"}],"a_parameter_nobody_thought_of":1}""")]
    public async Task A_request_that_differs_in_anything_is_not_the_same(string other)
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);

        // Another letter case is another request too; a judge may find it alike, and the record then says so.
        (await stage.SendAsync(other)).Cache.ShouldNotBe("hit");
    }

    [Fact]
    public async Task The_order_of_keys_and_the_user_named_make_no_difference()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);

        var same = """{ "user": "u7", "messages":[{"content":"Who built the tower?","role":"user"}], "model":"gpt-4o" }""";
        (await stage.SendAsync(same)).Cache.ShouldBe("hit");
    }

    [Fact]
    public async Task A_stream_and_a_whole_answer_are_one_entry_in_two_forms()
    {
        await using var stage = await CacheStage.StartAsync();
        var whole = await stage.KeepAsync(s_question);

        var streamed = await stage.SendAsync(s_streamed);
        var again = await stage.SendAsync(s_question);

        streamed.Cache.ShouldBe("hit");
        streamed.Headers["Content-Type"].ShouldStartWith("text/event-stream");
        streamed.Body.ShouldEndWith("data: [DONE]\n\n");
        streamed.Body.ShouldContain("answer 1");
        again.Bytes.ShouldBe(whole.Bytes);
        stage.Calls.ShouldBe(1);
        (await stage.Server.RecordedAsync(InteractionId.Parse(streamed.Id))).Interaction.Streamed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_cached_stream_is_given_as_it_came_and_as_a_whole()
    {
        await using var stage = await CacheStage.StartAsync();
        var first = await stage.KeepAsync(s_streamed);

        var again = await stage.SendAsync(s_streamed);
        var whole = await stage.SendAsync(s_question);

        again.Bytes.ShouldBe(first.Bytes);
        whole.Headers["Content-Type"].ShouldStartWith("application/json");
        whole.Body.ShouldContain("answer 1");
        var record = await stage.Server.RecordedAsync(InteractionId.Parse(again.Id));
        record.Interaction.Streamed.ShouldBeTrue();
        record.Interaction.TtftMs.ShouldNotBeNull();
        record.Response!.Bytes.ToArray().ShouldBe(first.Bytes);
    }

    [Fact]
    public async Task A_client_that_reads_no_gzip_gets_none()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(Encoding.UTF8.GetBytes(CacheStage.Completion(1)));
        await using var stage = await CacheStage.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(packed.ToArray());
        });
        await stage.KeepAsync(s_question, ("Accept-Encoding", "gzip"));

        var plain = await stage.SendAsync(s_question);
        var zipped = await stage.SendAsync(s_question, ("Accept-Encoding", "gzip, br"));

        plain.Headers.ShouldNotContainKey("Content-Encoding");
        plain.Body.ShouldBe(CacheStage.Completion(1));
        zipped.Headers["Content-Encoding"].ShouldBe("gzip");
        zipped.Bytes.ShouldBe(packed.ToArray());
        stage.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Repeating_a_hit_adds_no_cost()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);
        for (var i = 0; i < 5; i++) await stage.SendAsync(s_question);
        await stage.SettleAsync();

        var page = await stage.Server.Store.SearchAsync(new Reprise.Store.InteractionQuery { Project = Projects.Default }, CancellationToken.None);
        var costs = page.Items.Select(item => item.Interaction.CostUsd!.Value).ToArray();
        costs.Count(cost => cost > 0).ShouldBe(1);
        page.Items.Sum(item => item.Interaction.SavedCostUsd ?? 0).ShouldBe(costs.Max() * 5);
    }

    [Theory]
    [InlineData("GET", "/openai/v1/models")]
    [InlineData("HEAD", "/openai/v1/models")]
    [InlineData("DELETE", "/openai/v1/files/x")]
    public async Task Other_methods_pass_by(string method, string path)
    {
        await using var stage = await CacheStage.StartAsync((context, _) =>
        {
            context.Response.ContentType = "application/json";
            return context.Request.Method == "HEAD" ? Task.CompletedTask : context.Response.WriteAsync("{}");
        });
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            (await stage.SendAsync(request)).Cache.ShouldBeNull();
        }

        stage.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_client_that_waits_for_100_Continue_gets_its_hit()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);
        using var request = new HttpRequestMessage(HttpMethod.Post, CacheStage.Path) { Content = new StringContent(s_question, Encoding.UTF8, "application/json") };
        request.Headers.ExpectContinue = true;

        (await stage.SendAsync(request)).Cache.ShouldBe("hit");
    }
}
