using System.Reflection;
using System.Text.Json.Nodes;
using Reprise.Capture;
using Reprise.Cli.Settings;
using Reprise.Server.Access;
using Reprise.Server.Gateway;
using Reprise.Server.Ingest;
using Reprise.Tests;
using Reprise.Wire;

namespace Reprise.EndToEnd.Tests.Cli;

public class DoctorTests
{
    [Fact]
    public async Task A_healthy_server_passes_every_check()
    {
        await using var server = await FakeServer.StartAsync();
        using var folder = new TempFolder();

        var run = await Run.Here("doctor", "--no-probe", "--json", "--data", folder.Path, "--server", server.Url);

        run.ExitCode.ShouldBe(0, run.Output);
        run.Lines.Select(static line => line.GetProperty("check").GetString()).ShouldBe(
            ["server", "store", "journal", "recording", "providers", "prices", "scanning rules", "clock", "data folder", "disk", "sqlite library"]);
    }

    [Fact]
    public async Task Whether_libyara_is_there_and_which_is_said()
    {
        await using var server = await FakeServer.StartAsync();
        var there = await Run.Here("doctor", "--no-probe", "--server", server.Url);
        server.Scanning["yara"] = JsonNode.Parse("""{"available":false,"reason":"libyara is not installed"}""");
        var missing = await Run.Here("doctor", "--no-probe", "--server", server.Url);

        there.Output.ShouldContain("libyara 4.2 (libyara.so.9), 9 rules");
        missing.Output.ShouldContain("look scanning rules: libyara is not installed");
        missing.Output.ShouldContain("brew install yara");
    }

    [Fact]
    public async Task What_is_wrong_comes_with_what_to_do()
    {
        await using var server = await FakeServer.StartAsync();
        server.Status["store"] = JsonNode.Parse("""{"engine":"sqlite","healthy":false,"message":"disk I/O error"}""");
        server.Status["capture"]!["dropped"] = 3;
        server.Status["prices"]!["models"] = 0;

        var run = await Run.Here("doctor", "--json", "--server", server.Url);

        run.ExitCode.ShouldBe(1);
        var bad = run.Lines.Where(static line => line.GetProperty("verdict").GetString() == "bad").ToList();
        bad.Select(static line => line.GetProperty("check").GetString()).ShouldBe(["store", "recording", "prices"]);
        bad.ShouldAllBe(static line => line.GetProperty("advice").GetString()!.Length > 10);
        run.Lines.ShouldContain(static line => line.GetProperty("check").GetString() == "provider openai" && line.GetProperty("verdict").GetString() == "look");
    }

    [Fact]
    public async Task Good_settings_pass()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("reprise.json"), """{ "Providers": { "openai": { "BaseUrl": "https://api.openai.com" } } }""", TestContext.Current.CancellationToken);

        var run = await Run.Here("config", "check", "--data", folder.Path, "--set", "Providers:local:BaseUrl=http://127.0.0.1:11434");

        run.ExitCode.ShouldBe(0, run.Output);
    }

    [Fact]
    public async Task A_bad_setting_is_explained_by_name_and_origin()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("reprise.json"), """{ "Providers": { "mine": { "BaseUlr": "https://api.example.com" } } }""", TestContext.Current.CancellationToken);

        var run = await Run.Here("config", "check", "--data", folder.Path, "--set", "Providers:x:BaseUrl=nowhere");

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("Providers:mine:BaseUlr (reprise.json): no such setting; it has no effect; did you mean 'Providers:mine:BaseUrl'?");
        run.Output.ShouldContain("Providers:mine:BaseUrl: missing");
        run.Output.ShouldContain("Providers:x:BaseUrl (--set): 'nowhere' is not an address");
    }

    [Fact]
    public async Task A_settings_file_that_is_no_json_is_named()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("reprise.json"), "{ not json", TestContext.Current.CancellationToken);

        var run = await Run.Here("config", "check", "--data", folder.Path);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("reprise.json cannot be read");
    }

    [Fact]
    public void The_check_knows_every_setting_of_the_server()
    {
        var sections = new Dictionary<string, Type>(StringComparer.Ordinal)
        {
            ["Providers:x"] = typeof(ProviderOptions),
            ["Access"] = typeof(AccessOptions),
            ["Ingest"] = typeof(IngestOptions),
            ["Capture"] = typeof(CaptureOptions),
        };
        var names = sections.SelectMany(section => section.Value.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            // What is worked out of others is no setting; what is named by the user has settings of its own.
            .Where(property => (property.CanWrite || property.PropertyType.IsGenericType) && !typeof(System.Collections.IDictionary).IsAssignableFrom(property.PropertyType))
            .Select(property => $"{section.Key}:{property.Name}{(property.PropertyType.IsGenericType ? ":0" : "")}"));

        names.Where(static name => !KnownSettings.All.Any(known => known.Is(name))).ShouldBeEmpty();
        KnownSettings.BuiltInProviders.Order(StringComparer.Ordinal).ShouldBe(BuiltInProviders.All.Keys.Order(StringComparer.Ordinal));
    }
}
