using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reprise.Client.AspNetCore;
using Reprise.Client.Logging;
using Reprise.Client.Recording;
using Reprise.Interactions;

namespace Reprise.Client.Tests.Hooks;

public sealed class RequestRecordingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_recorded_by_its_route_with_method_status_and_time_and_nothing_anybody_sent()
    {
        await using var site = await Site.StartAsync(static app => app.MapPost("/orders/{id}", static (string id, [FromBody] string text) => Results.Accepted(value: text + id)));
        var answer = await site.Http.PostAsync("/orders/ann@example.com?token=abc", new StringContent("\"secret words\"", Encoding.UTF8, "application/json"), Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var record = await site.RecordAsync();
        (record.Kind, record.Name, record.Operation, record.Status, record.HttpStatus).ShouldBe(("api_request", "POST /orders/{id}", "POST /orders/{id}", "success", 202));
        record.Metrics!.LatencyMs!.Value.ShouldBeInRange(0, 30_000);
        (record.UserId, record.SessionId, record.IpAddress, record.Request, record.Bodies, record.ErrorCode).ShouldBe((null, null, null, null, null, null));
        (record.TraceId!.Length, record.SpanId!.Length).ShouldBe((32, 16));
    }

    [Fact]
    public async Task What_the_options_ask_for_is_recorded_too_and_credentials_in_a_query_are_not()
    {
        await using var site = await Site.StartAsync(static app => app.MapGet("/find/{what}", static (HttpContext http) =>
        {
            http.FindRecord()!.PromptType = "search";
            return Results.Text("found");
        }), static options =>
        {
            (options.RecordIpAddress, options.RecordPaths, options.RecordQueries, options.BodyBytes) = (true, true, true, 3);
            options.User = static http => http.Request.Headers["X-Who"];
            options.SessionCookie = "sid";
            options.Tags = static _ => ["shop"];
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/find/it?q=tea&api_key=k") { Headers = { { "X-Who", "ann" }, { "Cookie", "sid=let-me-in" } } };
        (await (await site.Http.SendAsync(request, Cancellation)).Content.ReadAsStringAsync(Cancellation)).ShouldBe("found");
        var record = await site.RecordAsync();
        (record.Operation, record.Request!.Query, record.UserId, record.IpAddress, record.PromptType).ShouldBe(("GET /find/it", "?q=tea&api_key=", "ann", "127.0.0.1", "search"));
        record.Tags.ShouldBe(["shop"]);
        record.SessionId.ShouldStartWith("cookie-");
        record.SessionId.ShouldNotContain("let-me-in");
        record.Bodies!.Response!.Text.ShouldBe("fou");
        record.RecordError.ShouldBe("the answer has 5 bytes, of which 3 are recorded");
    }

    [Fact]
    public async Task What_a_request_makes_its_handler_record_is_its_child_and_it_is_the_child_of_its_caller()
    {
        await using var site = await Site.StartAsync(static app => app.MapGet("/", static (IRecorder recorder) =>
        {
            CallRecord.Begin(recorder, TimeProvider.System, InteractionKind.Tool, "inner").Complete();
            return "";
        }));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }, { "Reprise-Session", "s1" } } };
        await site.Http.SendAsync(request, Cancellation);
        var (inner, outer) = (await site.RecordAsync(), await site.RecordAsync(1));
        (outer.TraceId, outer.ParentId, outer.SessionId).ShouldBe(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "s1"));
        (inner.TraceId, inner.ParentId, inner.SessionId).ShouldBe((outer.TraceId, outer.SpanId, "s1"));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "no tea")]
    public async Task An_exception_reaches_the_application_untouched_and_is_an_error_on_record(bool says, string? message)
    {
        Exception? seen = null;
        await using var site = await Site.StartAsync(app =>
        {
            app.MapGet("/bad", static string () => throw new InvalidOperationException("no tea"));
        }, options => options.RecordErrorMessages = says, logging: logging => logging.AddProvider(new Watcher(e => seen ??= e)));
        (await site.Http.GetAsync("/bad", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var record = await site.RecordAsync();
        (record.Status, record.HttpStatus, record.ErrorCode, record.ErrorMessage).ShouldBe(("error", 500, "InvalidOperationException", message));
        seen.ShouldBeOfType<InvalidOperationException>().StackTrace!.ShouldContain(nameof(An_exception_reaches_the_application_untouched_and_is_an_error_on_record));
    }

    [Fact]
    public async Task A_status_from_400_on_is_an_error_and_what_no_route_answers_has_one_name()
    {
        await using var site = await Site.StartAsync(static app => app.MapGet("/known", static () => Results.Conflict()));
        await site.Http.GetAsync("/known", Cancellation);
        await site.Http.GetAsync("/wp-admin.php", Cancellation);
        var (conflict, unknown) = (await site.RecordAsync(), await site.RecordAsync(1));
        (conflict.Status, conflict.ErrorCode).ShouldBe(("error", "http_409"));
        (unknown.Name, unknown.Status, unknown.HttpStatus).ShouldBe(("GET (no route)", "error", 404));
    }

    [Fact]
    public async Task A_client_that_hangs_up_is_cancelled_and_a_time_limit_is_a_timeout()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await Site.StartAsync(app =>
        {
            app.MapGet("/long", async (CancellationToken aborted) =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, aborted);
            });
            app.MapGet("/limit", static async (CancellationToken aborted) => await Task.Delay(Timeout.InfiniteTimeSpan, aborted)).WithRequestTimeout(TimeSpan.FromMilliseconds(50));
        });
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var call = site.Http.GetAsync("/long", hangUp.Token);
        await begun.Task.WaitAsync(Cancellation);
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);
        (await site.RecordAsync()).Status.ShouldBe("cancelled");
        (await site.Http.GetAsync("/limit", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await site.RecordAsync(1)).Status.ShouldBe("timeout");
    }

    [Fact]
    public async Task A_streamed_answer_arrives_piece_by_piece_while_its_body_is_recorded()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await Site.StartAsync(app => app.MapGet("/stream", async (HttpContext http) =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("data: one\n\n");
            await http.Response.Body.FlushAsync();
            await goOn.Task;
            await http.Response.WriteAsync("data: two\n\n");
        }), static options => options.BodyBytes = 1000);
        using var answer = await site.Http.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        (await reader.ReadLineAsync(Cancellation)).ShouldBe("data: one");
        site.Kept.All.ShouldBeEmpty();
        goOn.SetResult();
        (await reader.ReadToEndAsync(Cancellation)).ShouldBe("\ndata: two\n\n");
        (await site.RecordAsync()).Bodies!.Response!.Text.ShouldBe("data: one\n\ndata: two\n\n");
    }

    [Fact]
    public async Task What_a_handler_writes_into_the_pipe_and_does_not_flush_arrives_all_the_same()
    {
        await using var site = await Site.StartAsync(static app => app.MapGet("/", static (HttpContext http) =>
        {
            http.Response.ContentType = "text/plain";
            "well"u8.CopyTo(http.Response.BodyWriter.GetSpan(4));
            http.Response.BodyWriter.Advance(4);
            return Task.CompletedTask;
        }), static options => options.BodyBytes = 1000);
        (await site.Http.GetStringAsync("/", Cancellation)).ShouldBe("well");
        (await site.RecordAsync()).Bodies!.Response!.Text.ShouldBe("well");
    }

    [Fact]
    public async Task What_is_excluded_filtered_marked_or_opted_out_is_answered_and_not_recorded()
    {
        await using var site = await Site.StartAsync(static app =>
        {
            app.MapGet("/health/live", static () => "");
            app.MapGet("/marked", static () => "").WithoutRecording();
            app.MapGet("/filtered", static () => "");
            app.MapGet("/own", static (HttpContext http) => http.OmitFromRecord());
            app.MapGet("/seen", static () => "");
        }, static options =>
        {
            options.Exclude.Add("/health");
            options.Filter = static http => !http.Request.Path.StartsWithSegments("/filtered");
        });
        foreach (var path in new[] { "/health/live", "/marked", "/filtered", "/own", "/seen" }) (await site.Http.GetAsync(path, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await site.RecordAsync()).Name.ShouldBe("GET /seen");
        site.Kept.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Hooks_that_throw_change_neither_the_answer_nor_that_there_is_a_record()
    {
        await using var site = await Site.StartAsync(static app =>
        {
            app.MapGet("/", static () => "well");
            app.MapGet("/gone", static () => Results.NotFound());
        }, static options =>
        {
            options.Session = static _ => throw new InvalidOperationException();
            options.User = static _ => throw new InvalidOperationException();
            options.Tags = static _ => throw new InvalidOperationException();
            options.Filter = static _ => throw new InvalidOperationException();
        });
        (await site.Http.GetStringAsync("/", Cancellation)).ShouldBe("well");
        var record = await site.RecordAsync();
        (record.Status, record.RecordError).ShouldBe(("success", "a hook threw InvalidOperationException"));
        (await site.Http.GetAsync("/gone", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var gone = await site.RecordAsync(1);
        (gone.Status, gone.HttpStatus, gone.ErrorCode, gone.RecordError).ShouldBe(("error", 404, "http_404", "a hook threw InvalidOperationException"));
    }

    [Fact]
    public async Task Warnings_logged_while_a_request_is_handled_stand_with_it_without_their_values()
    {
        await using var site = await Site.StartAsync(static app => app.MapGet("/", static (ILoggerFactory logs) =>
        {
            var log = logs.CreateLogger("Shop");
#pragma warning disable CA1848 // As applications log.
            log.LogInformation("not this");
            for (var i = 0; i < 25; i++) log.LogWarning(new TimeoutException(), "no answer for {Customer}", "ann");
#pragma warning restore CA1848
        }), logging: static logging => logging.AddProvider(new CallLogProvider()));
        await site.Http.GetAsync("/", Cancellation);
        var metadata = (await site.RecordAsync()).Metadata!.Value;
        var lines = metadata.GetProperty("logs").EnumerateArray().ToList();
        (lines.Count, metadata.GetProperty("logs_left_out").GetInt32()).ShouldBe((20, 5));
        lines[0].GetRawText().ShouldBe("""{"level":"warning","category":"Shop","message":"no answer for {Customer}","exception":"TimeoutException"}""");
    }

    [Fact]
    public void An_application_without_a_recorder_is_told_so_when_it_starts()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        Should.Throw<InvalidOperationException>(app.UseReprise).Message.ShouldContain("AddReprise");
    }

    private sealed class Watcher(Action<Exception> saw) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not null) saw(exception);
        }

        public void Dispose() { }
    }
}
