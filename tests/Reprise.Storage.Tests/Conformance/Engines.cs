using System.Reflection;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>Which engines there are, what the suite has, and what an engine leaves out.</summary>
internal static class Engines
{
    private const string Tests = "Reprise.Storage.Tests.";
    private const string Projects = "Reprise.Storage.";

    public static IReadOnlyList<LeavesOutAttribute> Exclusions { get; } = [.. typeof(Engines).Assembly.GetCustomAttributes<LeavesOutAttribute>()];

    /// <summary>The classes of the suite.</summary>
    public static IReadOnlyList<Type> Suite { get; } = [.. typeof(Engines).Assembly.GetTypes().Where(type => type.IsAbstract && type.BaseType == typeof(StoreConformance))];

    /// <summary>Every project that holds a store, by its last name, and the engines that are no project: sealed stores are held to everything plain ones are.</summary>
    public static IEnumerable<string> All { get; } =
    [
        "InMemory",
        "Http",
        "EncryptedMemory",
        "EncryptedSqlite",
        // The files beside the tests: a project that no test names yet is none of their references.
        .. Directory.GetFiles(AppContext.BaseDirectory, Projects + "*.dll").Select(file => AssemblyName.GetAssemblyName(file)).Where(name => name.Name != typeof(Engines).Assembly.GetName().Name)
            .Select(Assembly.Load).Where(assembly => assembly.GetTypes().Any(type => !type.IsAbstract && type.IsAssignableTo(typeof(IInteractionStore)))).Select(assembly => assembly.GetName().Name![Projects.Length..]),
    ];

    /// <summary>The classes of the suite that an engine runs.</summary>
    public static IReadOnlySet<Type> RunBy(string engine) =>
        typeof(Engines).Assembly.GetTypes().Where(type => !type.IsAbstract && EngineOf(type) == engine).Select(type => type.BaseType!).Where(Suite.Contains).ToHashSet();

    public static string? EngineOf(Type test) => test.Namespace?.StartsWith(Tests, StringComparison.Ordinal) == true ? test.Namespace[Tests.Length..] : null;

    /// <summary>Why an engine leaves out a test; null when it does not.</summary>
    public static string? ReasonAgainst(Type test, string method) =>
        Exclusions.FirstOrDefault(one => one.Engine == EngineOf(test) && one.Suite == test.BaseType && one.Test == method)?.Reason;
}
