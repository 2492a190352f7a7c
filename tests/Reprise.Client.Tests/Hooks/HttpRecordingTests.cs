using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Reprise.Client.Http;
using Reprise.Client.Recording;
using Reprise.Documents;

namespace Reprise.Client.Tests.Hooks;

public sealed class HttpRecordingTests
{
    private const string Question = """{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"hello"}]}""";
    private const string Usage = """data: {"id":"c","model":"gpt-4o-1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_streamed_chat_reaches_the_caller_piece_by_piece_and_is_recorded_with_model_and_tokens()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string? received = null;
        await using var site = await Site.BareAsync(app => app.MapPost("/v1/chat/completions", async (HttpContext http) =>
        {
            received = await new StreamReader(http.Request.Body).ReadToEndAsync();
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("""data: {"id":"c","model":"gpt-4o-1","choices":[{"index":0,"delta":{"content":"Hi"}}]}""" + "\n\n");
            await http.Response.Body.FlushAsync();
            await goOn.Task;
            await http.Response.WriteAsync(Usage + "\n\ndata: [DONE]\n\n");
        }));
        var kept = new KeptRecords();
        using var client = Client(kept);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(site.Address, "/v1/chat/completions?api_key=hidden&v=2")) { Content = new StringContent(Question, Encoding.UTF8, "application/json"), Headers = { { "Authorization", "Bearer sk-hidden" } } };
        var sent = request.Content;
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        request.Content.ShouldBeSameAs(sent);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        (await reader.ReadLineAsync(Cancellation))!.ShouldContain("Hi");
        kept.All.ShouldBeEmpty();
        goOn.SetResult();
        (await reader.ReadToEndAsync(Cancellation)).ShouldEndWith("data: [DONE]\n\n");
        received.ShouldBe(Question);

        var record = kept.All.ShouldHaveSingleItem();
        (record.Kind, record.Dialect, record.Model, record.ResponseModel, record.Status, record.Stream).ShouldBe(("llm", "openai.chat", "gpt-4o", "gpt-4o-1", "success", true));
        (record.Metrics!.PromptTokens, record.Metrics.CompletionTokens).ShouldBe((3, 2));
        record.Metrics.TtftMs.ShouldNotBeNull();
        record.Bodies!.Request!.Text.ShouldBe(Question);
        record.Bodies.Response!.Text!.ShouldEndWith("data: [DONE]\n\n");
        record.Request!.Query.ShouldBe("?api_key=&v=2");
        JsonSerializer.Serialize(record, DocumentJson.Relaxed.InteractionDocument).ShouldNotContain("hidden");
    }

    [Fact]
    public async Task A_compressed_answer_is_left_alone_and_read_all_the_same()
    {
        var plain = Encoding.UTF8.GetBytes("""{"model":"gpt-4o-1","choices":[{"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":1,"total_tokens":8}}""");
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(plain);
        await using var site = await Site.BareAsync(app => app.MapPost("/v1/chat/completions", async (HttpContext http) =>
        {
            (http.Response.ContentType, http.Response.Headers.ContentEncoding) = ("application/json", "gzip");
            await http.Response.Body.WriteAsync(packed.ToArray());
        }));
        var kept = new KeptRecords();
        using var client = Client(kept);
        using var answer = await client.PostAsync(new Uri(site.Address, "/v1/chat/completions"), new StringContent(Question, Encoding.UTF8, "application/json"), Cancellation);
        (await answer.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBe(packed.ToArray());
        answer.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        var record = kept.All.ShouldHaveSingleItem();
        (record.Metrics!.PromptTokens, record.Bodies!.Response!.ContentEncoding).ShouldBe((7, "gzip"));
        Convert.FromBase64String(record.Bodies.Response.Base64!).ShouldBe(packed.ToArray());
    }

    [Fact]
    public async Task A_time_limit_of_the_client_is_a_timeout_where_its_length_is_said()
    {
        await using var site = await Site.BareAsync(static app => app.MapGet("/slow", static async (HttpContext http) => await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted)));
        var kept = new KeptRecords();
        var limit = TimeSpan.FromMilliseconds(300);
        using var client = new HttpClient(new RecordingHttpHandler(kept, new SocketsHttpHandler(), new HttpRecordingOptions { ClientTimeout = limit })) { Timeout = limit };
        (await Assert.ThrowsAsync<TaskCanceledException>(() => client.GetAsync(new Uri(site.Address, "/slow"), Cancellation))).InnerException.ShouldBeOfType<TimeoutException>();
        var record = kept.All.ShouldHaveSingleItem();
        (record.Status, record.ErrorCode).ShouldBe(("timeout", "TimeoutException"));
    }

    [Fact]
    public async Task A_request_that_is_sent_again_after_a_redirect_has_its_body_once()
    {
        await using var site = await Site.BareAsync(static app =>
        {
            app.MapPost("/v1/chat/completions", static async (HttpContext http) =>
            {
                await http.Request.Body.CopyToAsync(Stream.Null);
                return Results.Redirect("/moved", permanent: false, preserveMethod: true);
            });
            app.MapPost("/moved", static async (HttpContext http) =>
            {
                await http.Request.Body.CopyToAsync(Stream.Null);
                return Results.Json(new { model = "gpt-4o-1" });
            });
        });
        var kept = new KeptRecords();
        using var client = Client(kept);
        using var answer = await client.PostAsync(new Uri(site.Address, "/v1/chat/completions"), new StringContent(Question, Encoding.UTF8, "application/json"), Cancellation);
        var record = kept.All.ShouldHaveSingleItem();
        (record.HttpStatus, record.Model, record.Bodies!.Request!.Text).ShouldBe((200, "gpt-4o", Question));
    }

    [Fact]
    public async Task Other_calls_are_requests_by_the_shape_of_their_path_without_bodies_and_carry_the_trace_on()
    {
        string? trace = null;
        await using var site = await Site.BareAsync(app => app.MapPost("/{**path}", (HttpContext http) =>
        {
            trace = http.Request.Headers.TraceParent;
            return Results.Text("{}", "application/json", statusCode: 404);
        }));
        var kept = new KeptRecords();
        using var client = Client(kept);
        using var answer = await client.PostAsJsonAsync(new Uri(site.Address, "/hooks/T0123/aBcDeFgHiJkL/users/42?token=x"), new { name = "ann" }, Cancellation);
        answer.RequestMessage!.Headers.Contains("traceparent").ShouldBeFalse("a request sent again gets one of its own");
        var record = kept.All.ShouldHaveSingleItem();
        (record.Kind, record.Name, record.Operation).ShouldBe(("api_request", $"POST 127.0.0.1:{site.Address.Port}/hooks/{{}}/{{}}/users/{{}}", "POST /hooks/{}/{}/users/{}"));
        (record.Status, record.HttpStatus, record.ErrorCode, record.Bodies, record.Request).ShouldBe(("error", 404, "http_404", null, null));
        trace.ShouldBe($"00-{record.TraceId}-{record.SpanId}-01");
    }

    [Fact]
    public async Task A_path_like_a_models_at_a_host_nobody_knows_is_a_request_unless_it_names_a_model()
    {
        await using var site = await Site.BareAsync(static app => app.MapPost("/v1/messages", static () => Results.Json(new { sent = true })));
        var kept = new KeptRecords();
        using var client = Client(kept);
        using var answer = await client.PostAsJsonAsync(new Uri(site.Address, "/v1/messages"), new { to = "bob", text = "private" }, Cancellation);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldContain("sent");
        var record = kept.All.ShouldHaveSingleItem();
        (record.Kind, record.Dialect, record.Status).ShouldBe(("api_request", null, "success"));
        JsonSerializer.Serialize(record, DocumentJson.Relaxed.InteractionDocument).ShouldNotContain("private");
    }

    [Fact]
    public async Task What_breaks_off_is_an_error_what_is_given_up_is_cancelled_and_who_refuses_is_heard()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await Site.BareAsync(app => app.MapPost("/{how}/v1/chat/completions", async (string how, HttpContext http) =>
        {
            if (how == "refuse")
            {
                http.Response.StatusCode = 429;
                await http.Response.WriteAsJsonAsync(new { error = new { message = "slow down", code = "rate_limit_exceeded" } });
                return;
            }

            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("""data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"Hi"}}]}""" + "\n\n");
            await http.Response.Body.FlushAsync();
            if (how == "break")
            {
                await goOn.Task;
                http.Abort();
            }
            else await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
        }));
        var kept = new KeptRecords();
        using var client = Client(kept);
        using (var answer = await SendAsync(client, new Uri(site.Address, "/break/v1/chat/completions")))
        {
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
            await reader.ReadLineAsync(Cancellation);
            goOn.SetResult();
            (await Record.ExceptionAsync(() => reader.ReadToEndAsync(Cancellation))).ShouldBeAssignableTo<IOException>();
        }

        using (var answer = await SendAsync(client, new Uri(site.Address, "/hang/v1/chat/completions")))
        {
            var stream = await answer.Content.ReadAsStreamAsync(Cancellation);
            (await stream.ReadAsync(new byte[10], Cancellation)).ShouldBeGreaterThan(0);
        }

        using var refused = await client.PostAsync(new Uri(site.Address, "/refuse/v1/chat/completions"), new StringContent(Question), Cancellation);
        kept.All.Select(static record => (record.Status, record.Model)).ShouldBe([("error", "gpt-4o"), ("cancelled", "gpt-4o"), ("error", "gpt-4o")]);
        kept.All[0].Bodies!.Response!.Text!.ShouldContain("Hi");
        (kept.All[2].HttpStatus, kept.All[2].ErrorCode, kept.All[2].ErrorMessage).ShouldBe((429, "rate_limit_exceeded", "slow down"));
    }

    [Fact]
    public async Task Nobody_at_the_other_end_a_broken_filter_and_a_broken_recorder_change_nothing_for_the_caller()
    {
        var kept = new KeptRecords();
        using var client = Client(kept);
        (await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://127.0.0.1:1/status"), Cancellation))).HttpRequestError.ShouldBe(HttpRequestError.ConnectionError);
        (kept.All.ShouldHaveSingleItem().Status, kept.All[0].ErrorCode).ShouldBe(("error", "HttpRequestException"));
        await using var site = await Site.BareAsync(static app => app.MapGet("/", static () => "well"));
        using var filtered = new HttpClient(new RecordingHttpHandler(kept, new SocketsHttpHandler(), new HttpRecordingOptions { Filter = static _ => throw new InvalidOperationException() }));
        (await filtered.GetStringAsync(site.Address, Cancellation)).ShouldBe("well");
        using var broken = new HttpClient(new RecordingHttpHandler(new BrokenRecorder(), new SocketsHttpHandler()));
        (await broken.GetStringAsync(site.Address, Cancellation)).ShouldBe("well");
        using var synchronous = client.Send(new HttpRequestMessage(HttpMethod.Get, site.Address), Cancellation);
        new StreamReader(synchronous.Content.ReadAsStream(Cancellation)).ReadToEnd().ShouldBe("well");
        kept.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_a_gateway_has_on_record_is_not_recorded_twice()
    {
        await using var site = await Site.BareAsync(static app => app.MapPost("/v1/chat/completions", static (HttpContext http) =>
        {
            http.Response.Headers["Reprise-Id"] = "x";
            return Results.Json(new { });
        }));
        var kept = new KeptRecords();
        using var client = Client(kept);
        (await client.PostAsync(new Uri(site.Address, "/v1/chat/completions"), new StringContent(Question), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        kept.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_longer_than_the_limit_passes_whole_and_is_recorded_up_to_there()
    {
        var words = new string('x', 300_000);
        await using var site = await Site.BareAsync(static app => app.MapPost("/echo", static async (HttpContext http) =>
        {
            http.Response.ContentType = "text/plain";
            await http.Request.Body.CopyToAsync(http.Response.Body);
        }));
        var kept = new KeptRecords();
        using var client = new HttpClient(new RecordingHttpHandler(kept, new SocketsHttpHandler(), new HttpRecordingOptions { OtherBodyBytes = 1000 }));
        using var answer = await client.PostAsync(new Uri(site.Address, "/echo"), new StringContent(words), Cancellation);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe(words);
        var record = kept.All.ShouldHaveSingleItem();
        (record.Bodies!.Request!.Text!.Length, record.Bodies.Response!.Text!.Length).ShouldBe((1000, 1000));
        record.RecordError.ShouldBe("the request has 300,000 bytes, of which 1,000 are recorded; the answer has 300,000 bytes, of which 1,000 are recorded");
    }

    private static HttpClient Client(KeptRecords kept) => new(new RecordingHttpHandler(kept, new SocketsHttpHandler()));

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(Question) };
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    private sealed class BrokenRecorder : IRecorder
    {
        public bool Record(InteractionDocument record) => throw new InvalidOperationException();
    }
}
