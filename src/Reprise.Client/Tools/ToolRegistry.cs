using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Reprise.Client.Recording;

namespace Reprise.Client.Tools;

/// <summary>
/// The tools of an application: questions to models, programs and operations of APIs. Each is an <see cref="AIFunction"/>, so that it works with any <see cref="IChatClient"/>;
/// every call is on record, and answered from the record where the tool's policy allows. Add tools first; calling is safe from many threads.
/// </summary>
public sealed partial class ToolRegistry
{
    private readonly Dictionary<string, AIFunction> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, OpenApiFunction>> _apis = new(StringComparer.Ordinal);
    private readonly ToolCalls _calls;

    /// <param name="recorder">Where the records go.</param>
    /// <param name="client">The server that is asked for answers; null where no tool is answered from the record. The records must reach the same project of it.</param>
    /// <param name="time">Null for the system's.</param>
    public ToolRegistry(IRecorder recorder, RepriseClient? client = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(recorder);
        _calls = new ToolCalls(recorder, client, time ?? TimeProvider.System);
    }

    /// <summary>All tools, for <see cref="ChatOptions.Tools"/>.</summary>
    public IReadOnlyList<AIFunction> Functions => [.. _functions.Values];

    /// <summary>The tool of this name; null when there is none.</summary>
    public AIFunction? Find(string name) => _functions.GetValueOrDefault(name);

    /// <exception cref="ArgumentException">There is a tool of this name already, or the name is none.</exception>
    public ToolRegistry Add(LlmTool tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        Add(new LlmFunction(tool, _calls));
        return this;
    }

    /// <inheritdoc cref="Add(LlmTool)"/>
    public ToolRegistry Add(ExecutableTool tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        Add(new ExecutableFunction(tool, _calls));
        return this;
    }

    /// <summary>Adds every operation of the API that is wanted, each a tool of its own.</summary>
    /// <exception cref="FormatException">The document is no OpenAPI document that can be used; the message says why.</exception>
    public ToolRegistry Add(OpenApiTool tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        var api = new OpenApiCaller(tool);
        var functions = OpenApiReader.Read(tool).ToDictionary(static operation => operation.Id, operation => new OpenApiFunction(tool, operation, api, _calls), StringComparer.Ordinal);
        if (!_apis.TryAdd(tool.Id, functions)) throw new ArgumentException($"There is an API {tool.Id} already.", nameof(tool));
        foreach (var function in functions.Values) Add(function);
        return this;
    }

    /// <summary>Adds any other function; its calls are on record.</summary>
    public ToolRegistry Add(AIFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (!Fitting().IsMatch(function.Name)) throw new ArgumentException($"'{function.Name}' is no name for a tool: expected 1 to 64 letters, digits, _ and -.", nameof(function));
        var recorded = function is AI.IRecordedFunction ? function : AI.RecordingExtensions.WithReprise(function, _calls.Recorder, new AI.CallRecordingOptions { Time = _calls.Time });
        if (!_functions.TryAdd(function.Name, recorded)) throw new ArgumentException($"There is a tool {function.Name} already.", nameof(function));
        return this;
    }

    /// <summary>Asks the model behind a tool.</summary>
    /// <exception cref="ArgumentException">There is no such tool.</exception>
    public Task<ToolResult> InvokeLlmToolAsync(string toolId, string prompt, CancellationToken cancellationToken = default) => Get<LlmFunction>(toolId).CallAsync(prompt, cancellationToken);

    /// <summary>Runs the program behind a tool.</summary>
    /// <param name="toolId">The tool.</param>
    /// <param name="values">For the places in its arguments.</param>
    /// <param name="arguments">More arguments, where it takes them.</param>
    /// <param name="input">What the program reads, where it takes that.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns><c>{"exit_code":0,"output":"…","error":"…"}</c>; not a success where the program failed or passed a limit.</returns>
    /// <exception cref="ArgumentException">There is no such tool, or the values do not fit it.</exception>
    public Task<ToolResult> InvokeExecutableToolAsync(
        string toolId, IReadOnlyDictionary<string, string>? values = null, IReadOnlyList<string>? arguments = null, string? input = null, CancellationToken cancellationToken = default) =>
        Get<ExecutableFunction>(toolId).CallAsync(values ?? new Dictionary<string, string>(), arguments ?? [], input, cancellationToken);

    /// <summary>Calls an operation of an API.</summary>
    /// <param name="toolId">The API.</param>
    /// <param name="operationId">The operation; as in the document, or as its tool is called.</param>
    /// <param name="arguments">Its parameters by name, and <c>body</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What the API answered; not a success where its status is no 2xx.</returns>
    /// <exception cref="ArgumentException">There is no such operation, or the arguments do not fit it.</exception>
    public Task<ToolResult> InvokeOpenApiToolAsync(string toolId, string operationId, IReadOnlyDictionary<string, object?>? arguments = null, CancellationToken cancellationToken = default)
    {
        var operations = _apis.GetValueOrDefault(toolId) ?? throw new ArgumentException($"There is no API {toolId}.", nameof(toolId));
        var function = operations.GetValueOrDefault(operationId) ?? operations.Values.FirstOrDefault(one => one.Name == operationId)
            ?? throw new ArgumentException($"The API {toolId} has no operation {operationId}.", nameof(operationId));
        return function.CallAsync(arguments ?? new Dictionary<string, object?>(), cancellationToken);
    }

    private T Get<T>(string toolId) where T : AIFunction =>
        _functions.GetValueOrDefault(toolId) as T ?? throw new ArgumentException($"There is no such tool: {toolId}.", nameof(toolId));

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fitting();
}
