using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Server.Observation;
using Reprise.Tests;

namespace Reprise.Server.Tests.Api;

public sealed class InteractionLogTests
{
    [Fact]
    public async Task Each_stored_interaction_is_one_line_of_numbers_and_ids_without_content()
    {
        using var output = new MemoryStream();
        await using var host = await ApiHost.StartAsync(services =>
        {
            var log = new InteractionLog(output);
            services.AddSingleton<ICaptureObserver>(log).AddSingleton<IHostedService>(log);
        });
        await host.SendAsync("/api/interactions", """
            {"interaction_id":"01997f2c-8a3e-7cc1-9d5b-0242ac120002","model":"gpt-4o","session_id":"s1\u001b[31m","status":"error","error_message":"SECRET1","metadata":{"k":"SECRET2"},
             "request":{"prompt":"SECRET3","system_prompt":"SECRET4"},"response":{"content":"SECRET5"},"metrics":{"prompt_tokens":12,"latency_ms":34}}
            """);
        await Eventually.HoldsAsync("a line is written", () => output.Length > 0);

        var text = Encoding.UTF8.GetString(output.ToArray());
        text.ShouldEndWith("\n");
        text.Count(c => c == '\n').ShouldBe(1);
        text.ShouldNotContain("SECRET");
        text.ShouldNotContain("\u001b", customMessage: "a session's name must not speak to the terminal");
        var line = JsonDocument.Parse(text).RootElement;
        line.GetProperty("interaction_id").GetString().ShouldBe("01997f2c-8a3e-7cc1-9d5b-0242ac120002");
        line.GetProperty("model").GetString().ShouldBe("gpt-4o");
        line.GetProperty("status").GetString().ShouldBe("error");
        line.GetProperty("prompt_tokens").GetInt32().ShouldBe(12);
        line.GetProperty("latency_ms").GetInt32().ShouldBe(34);
    }

    [Fact]
    public async Task A_reader_that_stands_still_holds_up_nobody_and_lines_lost_are_counted()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var output = new HeldStream(gate.Task);
        var log = new InteractionLog(output);
        await log.StartAsync(CancellationToken.None);
        var one = new RecordedInteraction
        {
            Interaction = new Interaction { Id = InteractionId.New(TimeProvider.System), Project = "default", Timestamp = DateTimeOffset.UnixEpoch, Kind = default, Status = default, Dialect = "opaque" },
        };
        for (var i = 0; i < 100; i++) log.Stored([one]);
        gate.SetResult();
        await log.StopAsync(CancellationToken.None);

        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Count(l => l.Contains("\"event\":\"interaction\"", StringComparison.Ordinal)).ShouldBeInRange(64, 65);
        lines.ShouldContain(l => l.Contains("interaction_lines_dropped", StringComparison.Ordinal));
    }

    private sealed class HeldStream(Task gate) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await gate;
            Write(buffer.Span);
        }
    }
}
