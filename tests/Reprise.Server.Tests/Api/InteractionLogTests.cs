using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reprise.Server.Hosting;

namespace Reprise.Server.Tests.Api;

public sealed class InteractionLogTests
{
    [Fact]
    public async Task Each_stored_interaction_is_one_line_of_numbers_and_ids_without_content()
    {
        var log = new Lines();
        await using var host = await ApiHost.StartAsync(services => services.AddLogging(logging => logging.AddProvider(log).AddFilter(InteractionLog.Category, LogLevel.Information)));
        await host.SendAsync("/api/interactions", """
            {"interaction_id":"01997f2c-8a3e-7cc1-9d5b-0242ac120002","model":"gpt-4o","session_id":"s1","status":"error","error_message":"SECRET1","metadata":{"k":"SECRET2"},
             "request":{"prompt":"SECRET3","system_prompt":"SECRET4"},"response":{"content":"SECRET5"},"metrics":{"prompt_tokens":12,"latency_ms":34}}
            """);
        var (text, values) = log.Written.ShouldHaveSingleItem();
        text.ShouldContain("Recorded 01997f2c-8a3e-7cc1-9d5b-0242ac120002 project=default kind=llm");
        text.ShouldContain("model=gpt-4o status=error");
        text.ShouldNotContain("SECRET");
        values["PromptTokens"].ShouldBe(12L);
        values["LatencyMs"].ShouldBe(34L);
        values["SessionId"].ShouldBe("s1");
    }

    private sealed class Lines : ILoggerProvider
    {
        public ConcurrentQueue<(string Text, Dictionary<string, object?> Values)> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

        public void Dispose() { }

        private sealed class Writer(Lines lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => category == InteractionLog.Category;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel) && state is IReadOnlyList<KeyValuePair<string, object?>> values) lines.Written.Enqueue((formatter(state, exception), values.ToDictionary()));
            }
        }
    }
}
