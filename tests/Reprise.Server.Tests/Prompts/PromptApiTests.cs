using System.Net.Http.Json;
using System.Text.Json;
using Reprise.Client;
using Reprise.Prompts;
using Reprise.Server.Stores;
using Reprise.Server.Tests.Evaluation;

namespace Reprise.Server.Tests.Prompts;

/// <summary>Prompts over the API and the client, on the real server.</summary>
public sealed class PromptApiTests
{
    [Fact]
    public async Task A_rendered_prompt_is_on_record_with_the_call_that_used_it()
    {
        await using var stage = await EvaluationStage.StartAsync();
        using var client = new RepriseClient(stage.Server.Http);
        await client.SetPromptAsync("greet", new PromptValues { Messages = [new PromptMessage("user", "Hello {{name}}")], Model = "gpt-4o-mini", Labels = ["production"] });
        await client.SetPromptAsync("greet", new PromptValues { Messages = [new PromptMessage("user", "Good day, {{name}}")] });
        var rendered = await client.RenderPromptAsync("greet", new PromptRequest { Variables = new Dictionary<string, JsonElement> { ["name"] = JsonElement.Parse("\"Jürgen\"") } });
        (rendered.Version, rendered.Model, rendered.Messages!.Single().Content).ShouldBe((1, "gpt-4o-mini", "Hello Jürgen"));

        using var call = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = JsonContent.Create(new { model = rendered.Model, messages = new[] { new { role = "user", content = rendered.Messages![0].Content } } }) };
        using var response = await stage.Server.Http.SendAsync(call.AddPrompt(rendered));
        var record = await stage.Server.RecordedAsync(response);
        record.Interaction.PromptTemplate.ShouldBe("greet@1");
        JsonElement.Parse(record.Interaction.Metadata!).GetProperty("prompt_variables").GetProperty("name").GetString().ShouldBe("Jürgen");

        var comparison = await client.ComparePromptAsync("greet");
        (comparison.Versions.Single().Calls, comparison.Versions.Single().SuccessRate).ShouldBe((1, 1));
        comparison.Note.ShouldNotBeNull();
        (await client.DiffPromptAsync("greet")).Words.ShouldNotBeNull();
        var tried = await client.TryPromptAsync("greet", "ab", [new PromptVariant(1, 0.5), new PromptVariant(2, 0.5)]);
        tried.Experiment!.Name.ShouldBe("ab");
        var variables = new Dictionary<string, JsonElement> { ["name"] = JsonElement.Parse("1.50") };
        var first = await client.RenderPromptAsync("greet", new PromptRequest { Key = "u", Variables = variables });
        (await client.RenderPromptAsync("greet", new PromptRequest { Key = "u", Variables = variables })).Version.ShouldBe(first.Version);
        first.Messages!.Single().Content.ShouldEndWith("1.50");
        (await client.TryPromptAsync("greet", null, [])).Experiment.ShouldBeNull();
        (await client.LabelPromptAsync("greet", "production", 2)).Labels["production"].ShouldBe(2);
        (await client.ListPromptsAsync()).ShouldHaveSingleItem();
        await client.RemovePromptAsync("greet");
        (await client.ListPromptsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Mistakes_are_problems()
    {
        await using var stage = await EvaluationStage.StartAsync();
        (await stage.PutAsync("/api/prompts/greet", """{"text":"Hi {{name"}""", 400)).GetProperty("detail").GetString()!.ShouldContain("character 4");
        await stage.PutAsync("/api/prompts/greet", """{"text":"Hi {{name}}"}""");
        (await stage.PostAsync("/api/prompts/greet/render", "{}", 400)).GetProperty("detail").GetString()!.ShouldContain("'name'");
        await stage.PostAsync("/api/prompts/greet/render", """{"version":4}""", 404);
        await stage.PostAsync("/api/prompts/none/render", "{}", 404);
        await stage.PutAsync("/api/prompts/greet/labels/production", """{"version":4}""", 404);
        await stage.PostAsync("/api/prompts/greet/experiment", """{"variants":[{"version":1,"share":1}]}""", 400);
        await stage.GetAsync("/api/prompts/greet/diff", 404);
    }

    [Fact]
    public void Prompts_move_with_a_store() => StoreEngines.SettingKinds.ShouldContain(PromptShelf.SettingKind);
}
