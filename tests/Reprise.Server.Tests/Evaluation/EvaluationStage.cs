using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Evaluation;

/// <summary>The real server before a provider that answers with what it was asked, and gives points when its model is <c>judge-1</c>.</summary>
internal sealed class EvaluationStage : IAsyncDisposable
{
    private readonly RawUpstream _upstream;

    private EvaluationStage(RawUpstream upstream, TestServer server) => (_upstream, Server) = (upstream, server);

    public TestServer Server { get; }

    /// <summary>Calls that reached the judge.</summary>
    public int Judged { get; private set; }

    /// <summary>What the judge says.</summary>
    public string Verdict { get; set; } = """{"reason":"Fine.","score":4}""";

    public static async Task<EvaluationStage> StartAsync(params string[] settings)
    {
        EvaluationStage? stage = null;
        var upstream = await RawUpstream.StartAsync(context => stage!.AnswerAsync(context));
        stage = new EvaluationStage(upstream, await TestServer.StartAsync(upstream.Url, settings));
        return stage;
    }

    /// <summary>Makes a call through the gateway and waits until it is on record.</summary>
    public async Task<RecordedInteraction> AskAsync(string prompt, string? headers = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = JsonContent.Create(new { model = "gpt-4o-mini", messages = new[] { new { role = "user", content = prompt } } }) };
        if (headers is not null) request.Headers.Add(headers.Split(": ")[0], headers.Split(": ")[1]);
        using var response = await Server.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await Server.RecordedAsync(response);
    }

    public async Task<JsonElement> PostAsync(string path, string json, int status = 200) => await ReadAsync(await Server.Http.PostAsync(path, Json(json)), status);

    public async Task<JsonElement> PutAsync(string path, string json, int status = 200) => await ReadAsync(await Server.Http.PutAsync(path, Json(json)), status);

    public async Task<JsonElement> GetAsync(string path, int status = 200) => await ReadAsync(await Server.Http.GetAsync(path), status);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, int status)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            ((int)response.StatusCode).ShouldBe(status, text);
            return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var request = JsonDocument.Parse(await RelaySpec.ReadAllAsync(context.Request));
        var isJudge = request.RootElement.GetProperty("model").GetString() == "judge-1";
        if (isJudge) Judged++;
        var said = isJudge ? Verdict : "You said: " + request.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString();
        const string head = """{"id":"c1","object":"chat.completion","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":""";
        const string tail = """},"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9}}""";
        await RelaySpec.AnswerAsync(context, head + JsonSerializer.Serialize(said) + tail);
    }
}
