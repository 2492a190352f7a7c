using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Reprise.Server.Tests.Api;

namespace Reprise.Server.Tests.Http;

public sealed class ProblemTests
{
    /// <summary>Who asks for lines and makes a mistake got an empty 400, and the server logged an error it did not have.</summary>
    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("text/event-stream")]
    [InlineData("application/octet-stream")]
    [InlineData("*/*")]
    public async Task A_mistake_is_told_whatever_the_caller_accepts(string accept)
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/records?limit=0");
        request.Headers.Accept.ParseAdd(accept);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(400);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        problem!["detail"]!.GetValue<string>().ShouldContain("out of range");
    }
}
