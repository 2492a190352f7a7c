using Microsoft.AspNetCore.Builder;
using Reprise.Server;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary>Prompts from the command line, against the real server.</summary>
public sealed class PromptTests : IAsyncLifetime
{
    private readonly TempFolder _data = new();
    private WebApplication _server = null!;
    private string _url = "";

    public async ValueTask InitializeAsync()
    {
        _server = RepriseServer.Build(new ServeOptions { Urls = ["http://127.0.0.1:0"], DataFolder = _data.Path, Quiet = true });
        await _server.StartAsync(TestContext.Current.CancellationToken);
        _url = _server.Urls.First();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_prompt_is_set_shown_rendered_labelled_tried_and_compared()
    {
        (await RunAsync("prompt", "set", "greet", "--system", "You are {{tone|friendly}}.", "--user", "Hello {{name}}", "--label", "production")).Output.ShouldContain("greet version 1: tone, name");
        (await RunAsync("prompt", "set", "greet", "--user", "Good day {{name}}")).Output.ShouldContain("greet version 2");
        var rendered = await RunAsync("prompt", "render", "greet", "--var", "name=Ada");
        rendered.Output.ShouldContain("You are friendly.");
        rendered.Output.ShouldContain("user: Hello Ada");
        rendered.Error.ShouldContain("Reprise-Prompt: greet@1");
        (await RunAsync("prompt", "render", "greet")).Error.ShouldContain("'name'");
        (await RunAsync("prompt", "show", "greet", "--since-version", "1")).Output.ShouldContain("{+");
        (await RunAsync("prompt", "label", "greet", "production", "2")).ExitCode.ShouldBe(0);
        (await RunAsync("prompt", "list")).Output.ShouldContain("production=2");
        (await RunAsync("prompt", "experiment", "greet", "--variant", "1=0.5", "--variant", "2=0.5")).Error.ShouldContain("version 1 50");
        (await RunAsync("prompt", "compare", "greet")).Error.ShouldContain("nothing to compare");
        (await RunAsync("prompt", "experiment", "greet", "--end")).ExitCode.ShouldBe(0);
        (await RunAsync("prompt", "remove", "greet")).ExitCode.ShouldBe(0);
        (await RunAsync("prompt", "show", "greet")).ExitCode.ShouldNotBe(0);
    }

    private Task<Run> RunAsync(params string[] args) => Run.Here(new RunSettings { Width = 200 }, [.. args, "--server", _url]);
}
