using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Reprise.Client.Recording;
using Reprise.Client.Tests.AI;
using Reprise.Client.Tools;

namespace Reprise.Client.Tests.Tools;

public sealed class OpenApiToolTests
{
    private const string Pets = """
        {"openapi":"3.0.3","servers":[{"url":"https://{place}.pets.test/v1","variables":{"place":{"default":"eu"}}}],
         "paths":{
          "/pets/{petId}":{"parameters":[{"$ref":"#/components/parameters/petId"}],
            "get":{"operationId":"getPet","summary":"One pet","parameters":[{"name":"fields","in":"query","schema":{"type":"array","items":{"type":"string"}}},{"name":"X-Trace","in":"header","schema":{"type":"string"}}]},
            "delete":{"operationId":"removePet"}},
          "/pets":{"post":{"operationId":"addPet","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Pet"}}}}}}},
         "components":{"parameters":{"petId":{"name":"petId","in":"path","required":true,"schema":{"type":"string"}}},
          "schemas":{"Pet":{"type":"object","properties":{"name":{"type":"string"},"example":{"type":"string"},"parent":{"$ref":"#/components/schemas/Pet"}}}}}}
        """;

    private readonly KeptRecords _kept = new();

    [Fact]
    public async Task An_operation_is_called_where_and_as_the_document_says_and_is_on_record()
    {
        using var api = new ScriptedApi(_ => Json(HttpStatusCode.OK, """{"name":"Rex"}"""));
        var registry = new ToolRegistry(_kept).Add(Tool(api));
        var result = await registry.InvokeOpenApiToolAsync("pets", "getPet", new Dictionary<string, object?> { ["petId"] = "a/b c", ["fields"] = new[] { "name", "age" }, ["X-Trace"] = "t" });
        result.Content.ShouldBe("""{"status":200,"body":{"name":"Rex"}}""");
        var call = api.Calls.ShouldHaveSingleItem();
        call.ShouldBe("GET https://eu.pets.test/v1/pets/a%2Fb%20c?fields=name&fields=age X-Trace=t Authorization=Bearer k");
        var record = _kept.All.ShouldHaveSingleItem();
        (record.Kind, record.Name, record.Status, record.HttpStatus).ShouldBe(("tool", "pets_getPet", "success", 200));
        record.Metadata!.Value.GetProperty("operation").GetString().ShouldBe("GET /pets/{petId}");
        JsonSerializer.Serialize(record, Reprise.Documents.DocumentJson.Default.InteractionDocument).ShouldNotContain("Bearer");
    }

    [Fact]
    public async Task A_body_is_sent_as_json_and_its_schema_is_told_once_where_it_contains_itself()
    {
        using var api = new ScriptedApi(_ => Json(HttpStatusCode.Created, ""));
        var registry = new ToolRegistry(_kept).Add(Tool(api));
        var function = registry.Find("pets_addPet")!;
        var body = function.JsonSchema.GetProperty("properties").GetProperty("body").GetProperty("properties");
        body.GetProperty("parent").GetProperty("description").GetString().ShouldBe("again a Pet");
        body.TryGetProperty("example", out _).ShouldBeTrue();
        await function.InvokeAsync(new AIFunctionArguments { ["body"] = JsonElement.Parse("""{"name":"Rex"}""") });
        api.Bodies.ShouldBe(["""{"name":"Rex"}"""]);
        await Should.ThrowAsync<ArgumentException>(() => function.InvokeAsync(new AIFunctionArguments()).AsTask());
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public async Task A_value_cannot_lead_to_another_path(string value)
    {
        using var api = new ScriptedApi(_ => Json(HttpStatusCode.OK, "{}"));
        var registry = new ToolRegistry(_kept).Add(Tool(api));
        await Should.ThrowAsync<ArgumentException>(() => registry.InvokeOpenApiToolAsync("pets", "getPet", new Dictionary<string, object?> { ["petId"] = value }));
        api.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Credentials_follow_a_redirect_on_the_same_server_and_to_no_other()
    {
        using var api = new ScriptedApi(request => request.RequestUri!.AbsolutePath.EndsWith("near", StringComparison.Ordinal) ? Moved("https://eu.pets.test/v1/pets/far")
            : request.RequestUri.AbsolutePath.EndsWith("far", StringComparison.Ordinal) ? Moved("http://169.254.169.254/latest") : Json(HttpStatusCode.OK, "{}"));
        var registry = new ToolRegistry(_kept).Add(Tool(api));
        var result = await registry.InvokeOpenApiToolAsync("pets", "getPet", new Dictionary<string, object?> { ["petId"] = "near" });
        (result.IsSuccess, result.Json!.Value.GetProperty("status").GetInt32(), result.Json.Value.GetProperty("location").GetString()).ShouldBe((false, 302, "http://169.254.169.254/latest"));
        api.Calls.Count.ShouldBe(2);
        _kept.All[0].ErrorCode.ShouldBe("http_302");
    }

    [Fact]
    public async Task A_base_url_of_the_applications_own_is_the_only_place_that_is_called_and_long_answers_are_cut()
    {
        using var api = new ScriptedApi(_ => Json(HttpStatusCode.OK, "\"" + new string('x', 5000) + "\""));
        var registry = new ToolRegistry(_kept).Add(Tool(api) with { BaseUrl = new Uri("http://127.0.0.1:9/x/"), KeptBytes = 100 });
        var result = await registry.InvokeOpenApiToolAsync("pets", "removePet", new Dictionary<string, object?> { ["petId"] = 7 });
        api.Calls.Single().ShouldStartWith("DELETE http://127.0.0.1:9/x/pets/7 ");
        result.Json!.Value.GetProperty("truncated").GetBoolean().ShouldBeTrue();
        result.Content.Length.ShouldBeLessThan(300);
    }

    [Theory]
    [InlineData("not json", "cannot be read as JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{"swagger":"2.0"}""", "Swagger 2")]
    [InlineData("""{"openapi":"3.1.0"}""", "no paths")]
    [InlineData("""{"openapi":"3.1.0","paths":{"/a":{"get":{}}}}""", "names no server")]
    [InlineData("""{"openapi":"3.1.0","servers":[{"url":"file:///etc"}],"paths":{"/a":{"get":{}}}}""", "no absolute http")]
    [InlineData("""{"openapi":"3.1.0","servers":[{"url":"https://a.test"}],"paths":{"/a/{b}":{"get":{}}}}""", "that no parameter fills")]
    [InlineData("""{"openapi":"3.1.0","servers":[{"url":"https://a.test"}],"paths":{"/a":{"$ref":"https://evil.test/x.json"}}}""", "only references within it")]
    [InlineData("""{"openapi":"3.1.0","servers":[{"url":"https://a.test"}],"paths":{"/a":{"$ref":"#/paths/~1a"}}}""", "in a circle")]
    [InlineData("""{"openapi":"3.1.0","servers":[{"url":"https://a.test"}],"paths":{"/a":{"get":{"operationId":"x"},"put":{"operationId":"x"}}}}""", "two operations")]
    public void A_wrong_document_is_refused_in_words(string document, string expected) =>
        Should.Throw<FormatException>(() => new ToolRegistry(_kept).Add(new OpenApiTool { Id = "wrong", Document = document })).Message.ShouldContain(expected);

    [Fact]
    public void References_that_branch_without_end_are_cut()
    {
        const string Reference = "{\"$ref\":\"#/components/schemas/s";
        var schemas = string.Join(',', Enumerable.Range(0, 30).Select(i => $"\"s{i}\":" + "{\"type\":\"object\",\"properties\":{\"a\":" + Reference + (i + 1) + "\"},\"b\":" + Reference + (i + 1) + "\"}}}"));
        var document = """{"openapi":"3.1.0","servers":[{"url":"https://a.test"}],"paths":{"/a":{"post":{"operationId":"x","requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/s0"}}}}}}},"components":{"schemas":{""" + schemas + ",\"s30\":{}}}}";
        new ToolRegistry(_kept).Add(new OpenApiTool { Id = "wide", Document = document }).Functions[0].JsonSchema.GetRawText().Length.ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public async Task What_an_api_said_to_one_user_is_not_given_to_another()
    {
        await using var server = await LiveServer.StartAsync();
        using var api = new ScriptedApi(_ => Json(HttpStatusCode.OK, """{"name":"Rex"}"""));
        var registry = new ToolRegistry(server.Recorder, server.Client).Add(Tool(api) with { Cache = new ToolCachePolicy { Patience = TimeSpan.FromSeconds(20) } });
        foreach (var user in new[] { "ann", "ann", "bob", null })
        {
            using var scope = RecordScope.Begin(userId: user);
            await registry.InvokeOpenApiToolAsync("pets", "getPet", new Dictionary<string, object?> { ["petId"] = "1" });
            await server.Recorder.SentAsync();
        }

        server.Recorder.All.Select(r => r.Cache?.Status).ShouldBe([null, "hit", null, "bypass"]);
        server.Recorder.All[3].Cache!.Reason.ShouldBe("no_owner");
    }

    private static OpenApiTool Tool(HttpMessageHandler handler) => new()
    {
        Id = "pets", Document = Pets, Handler = handler,
        Authorize = (request, _) =>
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer k");
            return ValueTask.CompletedTask;
        },
    };

    private static HttpResponseMessage Json(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Moved(string to) => new(HttpStatusCode.Found) { Headers = { Location = new Uri(to) } };

    private sealed class ScriptedApi(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<string> Calls { get; } = [];
        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls.Add($"{request.Method} {request.RequestUri!.AbsoluteUri} {string.Join(' ', request.Headers.Where(h => h.Key != "Accept").Select(h => $"{h.Key}={string.Join(',', h.Value)}"))}");
            if (request.Content is { } content) Bodies.Add(await content.ReadAsStringAsync(cancellationToken));
            return answer(request);
        }
    }
}
