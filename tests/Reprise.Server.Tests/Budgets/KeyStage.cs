using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Access;
using Reprise.Interactions;
using Reprise.Server.Tests.Hosts;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Budgets;

/// <summary>A server that asks for keys, and a provider behind it whose answers cost what the test says.</summary>
internal sealed class KeyStage : IAsyncDisposable
{
    public const string ChatPath = "/openai/v1/chat/completions";

    private readonly TempFolder? _folder;
    private readonly RawUpstream _upstream;

    private KeyStage(TestServer server, RawUpstream upstream, ConcurrentQueue<string> seen, TempFolder? folder, LogLines logs) => (Server, _upstream, Seen, _folder, Logs) = (server, upstream, seen, folder, logs);

    public TestServer Server { get; private set; }

    /// <summary>Every request that reached the provider: address, headers, body.</summary>
    public ConcurrentQueue<string> Seen { get; }
    public LogLines Logs { get; }
    public ManualTimeProvider? Time { get; private init; }

    /// <summary>So many prompt tokens of gpt-4o at 2.50 USD a million cost 0.01 USD.</summary>
    public const int CentOfTokens = 4_000;

    public static async Task<KeyStage> StartAsync(Func<HttpContext, string, Task>? answer = null, ManualTimeProvider? time = null, params string[] settings)
    {
        var seen = new ConcurrentQueue<string>();
        var upstream = await RawUpstream.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            var head = new StringBuilder().Append(context.Request.Path).Append(context.Request.QueryString).Append('\n');
            foreach (var (name, value) in context.Request.Headers) head.Append(name).Append(": ").Append(value.ToString()).Append('\n');
            seen.Enqueue(head.Append('\n').Append(body).ToString());
            if (answer is not null)
            {
                await answer(context, body);
                return;
            }

            await AnswerAsync(context);
        });
        var folder = new TempFolder();
        var logs = new LogLines();
        var server = await ServerAsync(folder.Path, upstream.Url, time, logs, settings);
        return new KeyStage(server, upstream, seen, folder, logs) { Time = time, _settings = settings };
    }

    private string[] _settings = [];

    public static Task AnswerAsync(HttpContext context, string model = "gpt-4o", int tokens = CentOfTokens)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$$"""{"id":"c","object":"chat.completion","model":"{{{model}}}","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}],"usage":{"prompt_tokens":{{{tokens}}},"completion_tokens":0,"total_tokens":{{{tokens}}}}}""");
    }

    /// <summary>Ends the server and starts another one on the same folder.</summary>
    public async Task RestartAsync()
    {
        await Server.DisposeAsync();
        Server = await ServerAsync(_folder!.Path, _upstream.Url, Time, Logs, _settings);
    }

    public async Task<string> KeyAsync(KeyLimits? limits, string name = "team", string project = "default", DateTimeOffset? expires = null)
    {
        var wanted = new ApiKey { Id = "", SecretHash = "", CreatedBy = "", Name = name, Project = project, Role = Role.Recorder, Limits = limits, ExpiresAt = expires };
        return (await Server.Services.GetRequiredService<ApiKeys>().CreateAsync(wanted, "test", CancellationToken.None)).Text.Reveal();
    }

    public static string IdOf(string key) => KeyText.TryParse(key, out var text) ? text.Id : throw new InvalidOperationException();

    public async Task<HttpResponseMessage> CallAsync(string key, string body = """{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}""", string path = ChatPath, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<int> StatusAsync(string key, string? body = null, string path = ChatPath)
    {
        using var response = body is null ? await CallAsync(key, path: path) : await CallAsync(key, body, path);
        return (int)response.StatusCode;
    }

    /// <summary>Waits until all that was recorded is stored.</summary>
    public Task SettledAsync() => Eventually.HoldsAsync("everything is stored", () => Server.Counters.Queued == 0);

    public async Task<AggregateRow?> SumAsync(string filter)
    {
        await SettledAsync();
        var result = await Server.Store.AggregateAsync(new AggregateQuery { Project = Projects.Default, Filter = FilterParser.Parse(filter, DateTimeOffset.UnixEpoch).Filter! }, CancellationToken.None);
        return result.Rows.SingleOrDefault();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _upstream.DisposeAsync();
        _folder?.Dispose();
    }

    private static Task<TestServer> ServerAsync(string folder, string url, ManualTimeProvider? time, LogLines logs, string[] settings) => TestServer.StartInAsync(
        folder, [.. TestServer.All(url), "Capture:Linger=00:00:00", "Access:RequireLogin=true", $"Admin_Password={Access.AccessStage.AdminPassword}", "Providers:openai:ApiKey=sk-of-the-server", "Providers:anthropic:ApiKey=sk-ant-of-the-server", "Providers:other:ApiKey=sk-other", .. settings],
        services =>
        {
            logs.AddTo(services);
            if (time is not null) services.AddSingleton<TimeProvider>(time);
        });
}
