using System.Text.Json;
using Microsoft.Extensions.AI;
using Reprise.Client.AI;
using Reprise.Client.Tests.AI;
using Reprise.Client.Tools;
using Reprise.Tests;

namespace Reprise.Client.Tests.Tools;

public sealed class ToolRegistryTests : IDisposable
{
    private static readonly ToolCachePolicy s_cached = new() { Patience = TimeSpan.FromSeconds(20) };
    private readonly TempFolder _folder = new();
    private readonly KeptRecords _kept = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tools_of_every_kind_work_with_a_chat_client_that_calls_functions_and_are_children_of_its_call()
    {
        var registry = new ToolRegistry(_kept)
            .Add(new LlmTool { Id = "translator", Client = new ScriptedChatClient(() => ScriptedChatClient.Text("bonjour")), SystemPrompt = "To French." })
            .Add(new ExecutableTool { Id = "greet", Arguments = ["printf", "hello %s", "{name}"] });
        var model = new ScriptedChatClient(
            () => ScriptedChatClient.Calling("translator", "c1", ("prompt", "hello")), () => ScriptedChatClient.Calling("greet", "c2", ("name", "$(id)")), () => ScriptedChatClient.Text("done"));
        using var client = new FunctionLoop(model).WithReprise(_kept);
        await client.GetResponseAsync("Go.", new ChatOptions { Tools = [.. registry.Functions] });

        var (inner, translator, greet, chat) = (_kept.All[0], _kept.All[1], _kept.All[2], _kept.All[3]);
        (translator.Kind, translator.Name, translator.ParentId, translator.Response!.Content, translator.Request!.SystemPrompt).ShouldBe(("tool", "translator", chat.SpanId, "bonjour", "To French."));
        (inner.Kind, inner.ParentId, inner.Metrics!.PromptTokens).ShouldBe(("llm", translator.SpanId, 10));
        (greet.Name, greet.ParentId, greet.Status).ShouldBe(("greet", chat.SpanId, "success"));
        greet.Request!.Parameters!.Value.GetRawText().ShouldBe("""{"arguments":["printf","hello %s","$(id)"]}""");
        JsonElement.Parse(greet.Response!.Content!).GetProperty("output").GetString().ShouldBe("hello $(id)");
    }

    [Fact]
    public async Task A_program_that_fails_hangs_or_floods_is_an_answer_and_on_record_as_what_it_was()
    {
        var registry = new ToolRegistry(_kept)
            .Add(new ExecutableTool { Id = "fails", Arguments = ["sh", "-c", "echo no >&2; exit 3"] })
            .Add(new ExecutableTool { Id = "hangs", Arguments = ["sleep", "300"], TimeLimit = TimeSpan.FromMilliseconds(200) })
            .Add(new ExecutableTool { Id = "floods", Arguments = ["yes"], FloodBytes = 100_000, KeptBytes = 100 });
        var failed = await registry.InvokeExecutableToolAsync("fails");
        (failed.IsSuccess, failed.Json!.Value.GetProperty("exit_code").GetInt32(), failed.Json.Value.GetProperty("error").GetString()).ShouldBe((false, 3, "no\n"));
        (await registry.InvokeExecutableToolAsync("hangs")).Json!.Value.GetProperty("ended").GetString().ShouldBe("timed_out");
        (await registry.InvokeExecutableToolAsync("floods")).Json!.Value.GetProperty("ended").GetString().ShouldBe("flooded");
        _kept.All.Select(r => (r.Status, r.ErrorCode)).ShouldBe([("error", "exit_3"), ("timeout", "timeout"), ("error", "flooded")]);
    }

    [Theory]
    [InlineData("-rf", "begins with '-'")]
    [InlineData("a\0b", "zero character")]
    public async Task A_value_cannot_become_an_option(string value, string expected)
    {
        var registry = new ToolRegistry(_kept).Add(new ExecutableTool { Id = "list", Arguments = ["ls", "{path}"] });
        (await Should.ThrowAsync<ArgumentException>(() => registry.InvokeExecutableToolAsync("list", new Dictionary<string, string> { ["path"] = value }))).Message.ShouldContain(expected);
        await Should.ThrowAsync<ArgumentException>(() => registry.InvokeExecutableToolAsync("list"));
        await Should.ThrowAsync<ArgumentException>(() => registry.InvokeExecutableToolAsync("list", new Dictionary<string, string> { ["path"] = "x" }, ["-l"]));
        Should.Throw<ArgumentException>(() => registry.Add(new ExecutableTool { Id = "any", Arguments = ["{program}"] }));
        Should.Throw<ArgumentException>(() => registry.Add(new ExecutableTool { Id = "list", Arguments = ["true"] }));
    }

    [Fact]
    public async Task A_program_sees_no_more_of_the_environment_than_it_may()
    {
        Environment.SetEnvironmentVariable("REPRISE_TEST_SECRET", "s3cret");
        var registry = new ToolRegistry(_kept).Add(new ExecutableTool { Id = "env", Arguments = ["env"], Environment = new Dictionary<string, string> { ["MINE"] = "1" } });
        var output = (await registry.InvokeExecutableToolAsync("env")).Content;
        output.ShouldNotContain("s3cret");
        output.ShouldContain("MINE=1");
    }

    [Fact]
    public async Task A_compiler_is_not_run_again_for_the_same_files_and_what_it_made_is_there_again()
    {
        await using var server = await LiveServer.StartAsync();
        Write("src/a.c", "one");
        var registry = new ToolRegistry(server.Recorder, server.Client).Add(new ExecutableTool
        {
            Id = "compiler", WorkingFolder = _folder.Path, Inputs = ["src/**"], Outputs = ["out/**"], Cache = s_cached,
            Arguments = ["sh", "-c", "echo run >> runs; mkdir -p out; cat src/a.c > out/a.o; chmod +x out/a.o; echo compiled"],
        });
        var first = await registry.InvokeExecutableToolAsync("compiler");
        await server.Recorder.SentAsync();
        Directory.Delete(_folder.Path + "/out", recursive: true);

        var again = await registry.InvokeExecutableToolAsync("compiler");
        (again.IsCached, again.Content, again.SourceInteractionId).ShouldBe((true, first.Content, first.InteractionId));
        File.ReadAllText(_folder.Path + "/out/a.o").ShouldBe("one");
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(_folder.Path + "/out/a.o").HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
        File.ReadAllLines(_folder.Path + "/runs").Length.ShouldBe(1);
        server.Recorder.All[1].Cache!.Status.ShouldBe("hit");

        Write("src/a.c", "two");
        (await registry.InvokeExecutableToolAsync("compiler")).IsCached.ShouldBeFalse();
        File.ReadAllText(_folder.Path + "/out/a.o").ShouldBe("two");
    }

    [Fact]
    public async Task A_pattern_without_files_a_failure_and_a_changed_input_are_never_given_again()
    {
        await using var server = await LiveServer.StartAsync();
        Write("a.txt", "x");
        var registry = new ToolRegistry(server.Recorder, server.Client)
            .Add(new ExecutableTool { Id = "misspelt", WorkingFolder = _folder.Path, Inputs = ["scr/**"], Arguments = ["true"], Cache = s_cached })
            .Add(new ExecutableTool { Id = "failing", WorkingFolder = _folder.Path, Inputs = ["a.txt"], Arguments = ["false"], Cache = s_cached })
            .Add(new ExecutableTool { Id = "changing", WorkingFolder = _folder.Path, Inputs = ["a.txt"], Arguments = ["sh", "-c", "echo more >> a.txt"], Cache = s_cached });
        foreach (var tool in new[] { "misspelt", "failing", "changing" })
        {
            await registry.InvokeExecutableToolAsync(tool);
            await server.Recorder.SentAsync();
            (await registry.InvokeExecutableToolAsync(tool)).IsCached.ShouldBeFalse(tool);
        }

        server.Recorder.All.Where(r => r.Name == "misspelt").Select(r => r.Cache!.Reason).ShouldBe(["no_such_input", "no_such_input"]);
        server.Recorder.All.First(r => r.Name == "changing").Cache!.Reason.ShouldBe("inputs_changed");
    }

    [Fact]
    public async Task Files_of_a_recorded_answer_are_written_where_the_tool_says_it_writes_and_nowhere_else()
    {
        foreach (var path in new[] { "../escaped", "/tmp/escaped", "elsewhere/a" })
        {
            var content = $$"""{"exit_code":0,"output":"","error":"","files":[{"path":"{{path}}","base64":"AAAA"}]}""";
            (await MadeFiles.RestoreAsync(content, _folder.Path, ["out/**"], TestContext.Current.CancellationToken)).ShouldBeNull(path);
        }

        Directory.CreateDirectory(_folder.Path + "/target");
        Directory.CreateSymbolicLink(_folder.Path + "/out", _folder.Path + "/target");
        (await MadeFiles.RestoreAsync("""{"exit_code":0,"files":[{"path":"out/a","base64":"AAAA"}]}""", _folder.Path, ["out/**"], TestContext.Current.CancellationToken)).ShouldBeNull();
        Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_to_a_file_elsewhere_is_none_the_program_made()
    {
        using var elsewhere = new TempFolder();
        File.WriteAllText(elsewhere.Path + "/secret", "s");
        Directory.CreateDirectory(_folder.Path + "/out");
        File.CreateSymbolicLink(_folder.Path + "/out/a", elsewhere.Path + "/secret");
        var made = await MadeFiles.ReadAsync(_folder.Path, ["out/**"], 1000, TestContext.Current.CancellationToken);
        (made.Count, made.Refusal).ShouldBe((0, "outputs_elsewhere"));
    }

    [Fact]
    public async Task A_question_to_a_model_is_answered_from_the_record_where_its_policy_allows()
    {
        await using var server = await LiveServer.StartAsync();
        var model = new ScriptedChatClient(() => ScriptedChatClient.Text("valid"), () => ScriptedChatClient.Text("other"));
        var registry = new ToolRegistry(server.Recorder, server.Client).Add(new LlmTool { Id = "command_checker", Client = model, SystemPrompt = "Is it valid?", Cache = s_cached });
        var first = await registry.InvokeLlmToolAsync("command_checker", "run translate");
        await server.Recorder.SentAsync();
        var again = await registry.InvokeLlmToolAsync("command_checker", "run translate");
        (again.Content, again.IsCached, again.Similarity, again.SourceInteractionId).ShouldBe(("valid", true, 1, first.InteractionId));
        model.Calls.ShouldBe(1);
        await server.Recorder.SentAsync();
        await server.Client.UpdateInteractionQualityAsync(first.InteractionId, 0.1);
        (await registry.InvokeLlmToolAsync("command_checker", "run translate")).Content.ShouldBe("other");
    }

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder.Path, name))!);
        File.WriteAllText(Path.Combine(_folder.Path, name), content);
    }
}
