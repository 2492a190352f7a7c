using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;
using Reprise.Interactions;
using Reprise.Routing;
using Reprise.Server.Tests.Clients;

namespace Reprise.Server.Tests.Routing;

/// <summary>The official packages with a key of ours in the place of the provider's, and an alias in the place of a model.</summary>
public sealed class ClientRouteSpec(ClientStage stage) : IClassFixture<ClientStage>
{
    [Fact]
    public async Task OpenAis_client_asks_for_an_alias_streams_the_answer_and_runs_into_its_limit()
    {
        await SetAsync("openai-auto", new RouteValues { Models = ["auto"], Targets = [new RouteTarget { Model = "gpt-4o-mini" }] });
        var session = $"route-{InteractionId.New(TimeProvider.System)}";
        using var wire = new Clients.Wire(session);
        var options = new OpenAIClientOptions { Endpoint = new Uri(stage.Url + "/openai/v1"), Transport = new HttpClientPipelineTransport(wire.Http), RetryPolicy = new ClientRetryPolicy(0) };
        var chat = new ChatClient("auto", new ApiKeyCredential(await KeyAsync(new Reprise.Access.KeyLimits { Models = ["auto"], RequestsPerMinute = 1 })), options);
        var content = "";
        await foreach (var update in chat.CompleteChatStreamingAsync([ChatMessage.CreateUserMessage(Scenes.Question)])) content += string.Concat(update.ContentUpdate.Select(p => p.Text));
        content.ShouldContain(Scenes.Answer);
        (await Should.ThrowAsync<ClientResultException>(() => chat.CompleteChatAsync(ChatMessage.CreateUserMessage(Scenes.Question)))).Status.ShouldBe(429);

        var recorded = await stage.SessionAsync(session, 2);
        recorded[0].Interaction.Model.ShouldBe("gpt-4o-mini");
        JsonNode.Parse(recorded[0].Interaction.Metadata!)!["reprise_asked_model"]!.GetValue<string>().ShouldBe("auto");
        recorded[1].Interaction.ErrorCode.ShouldBe("refused");
    }

    [Fact]
    public async Task Anthropics_client_does_the_same_and_reads_a_spent_budget_as_its_own_error()
    {
        await SetAsync("anthropic-auto", new RouteValues { Models = ["fast"], Targets = [new RouteTarget { Model = "claude-haiku-4-5" }] });
        var session = $"route-{InteractionId.New(TimeProvider.System)}";
        using var wire = new Clients.Wire(session);
        var client = new AnthropicClient { BaseUrl = stage.Url + "/anthropic", ApiKey = await KeyAsync(new Reprise.Access.KeyLimits { Budgets = [new Reprise.Access.KeyBudget { Usd = 0.000001m }] }), MaxRetries = 2, HttpClient = wire.Http };
        var ask = new MessageCreateParams { Model = "fast", MaxTokens = 256, Messages = [new UserMessageParam(Scenes.Question)] };
        (await client.Messages.Create(ask)).Content[0].TryPickText(out var text).ShouldBeTrue();
        text!.Text.ShouldContain(Scenes.Answer);
        var error = await Should.ThrowAsync<AnthropicApiException>(() => client.Messages.Create(ask));
        ((int)error.StatusCode).ShouldBe(402);
        var recorded = await stage.SessionAsync(session, 2);
        recorded[0].Interaction.Model.ShouldBe("claude-haiku-4-5");
        (recorded[1].Interaction.HttpStatus, recorded[1].Interaction.ErrorCode).ShouldBe((402, "refused"));
    }

    private Task<Route> SetAsync(string name, RouteValues values) => stage.Server.Services.GetRequiredService<Routes>().SetAsync("default", name, values, "test", CancellationToken.None);

    private async Task<string> KeyAsync(Reprise.Access.KeyLimits limits)
    {
        var wanted = new Reprise.Access.ApiKey { Id = "", SecretHash = "", CreatedBy = "", Name = "client", Project = "default", Role = Reprise.Access.Role.Recorder, Limits = limits };
        return (await stage.Server.Services.GetRequiredService<Reprise.Access.ApiKeys>().CreateAsync(wanted, "test", CancellationToken.None)).Text.Reveal();
    }
}
