using Microsoft.AspNetCore.Builder;
using Reprise.Server;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary>Datasets from the command line, against the real server.</summary>
public sealed class DatasetTests : IAsyncLifetime
{
    private readonly TempFolder _data = new();
    private WebApplication _server = null!;
    private string _url = "";

    public async ValueTask InitializeAsync()
    {
        _server = RepriseServer.Build(new ServeOptions { Urls = ["http://127.0.0.1:0"], DataFolder = Path.Combine(_data.Path, "data"), Quiet = true });
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
    public async Task A_file_becomes_a_dataset_that_is_shown_added_to_exported_and_removed()
    {
        var file = Path.Combine(_data.Path, "sums.csv");
        await File.WriteAllTextAsync(file, "prompt,expected\n2+2?,4\n3+3?,6\n", TestContext.Current.CancellationToken);
        (await RunAsync("dataset", "create", "sums", "--file", file, "--model", "gpt-4o-mini")).Output.ShouldContain("sums version 1: 2 cases, 2 with an expected answer");
        var more = await Run.Here(new RunSettings { Input = "{\"prompt\":\"4+4?\"}\nnonsense\n"u8.ToArray() }, "dataset", "add", "sums", "--file", "-", "--model", "gpt-4o-mini", "--skip-bad", "--server", _url);
        more.Output.ShouldContain("sums version 2: 3 cases, 2 with an expected answer");
        more.Error.ShouldContain("line 2 is not valid JSON");

        (await RunAsync("dataset", "list")).Output.ShouldContain("sums");
        var shown = await RunAsync("dataset", "show", "sums@1");
        shown.Output.ShouldContain("3+3?");
        shown.Output.ShouldContain("sums.csv");
        (await RunAsync("dataset", "compare", "sums")).Output.ShouldContain("1 added, 0 removed, 0 changed, 2 the same");

        var target = Path.Combine(_data.Path, "out.jsonl");
        var exported = await RunAsync("dataset", "export", "sums", "--out", target);
        exported.Error.ShouldContain("Exported 2 cases");
        exported.Error.ShouldContain("1 left out: neither an expected");
        (await File.ReadAllLinesAsync(target, TestContext.Current.CancellationToken))[0].ShouldBe("""{"messages":[{"role":"user","content":"2+2?"},{"role":"assistant","content":"4"}]}""");
        (await RunAsync("dataset", "export", "sums", "--out", target)).ExitCode.ShouldNotBe(0);

        (await RunAsync("dataset", "remove", "sums")).ExitCode.ShouldBe(0);
        (await RunAsync("dataset", "show", "sums")).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task A_file_and_a_filter_do_not_go_together() =>
        (await RunAsync("dataset", "create", "x", "model:a", "--file", "y.jsonl")).Error.ShouldContain("do not go together");

    private Task<Run> RunAsync(params string[] args) => Run.Here(new RunSettings { Width = 200 }, [.. args, "--server", _url]);
}
