using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Reprise.Client.Tests;

/// <summary>What an assembly promises to those who use it, as text: types and members, one a line, in an order that does not change by itself.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{Kind(type)} {Name(type)}");
            var bases = (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) ? new[] { parent } : [])
                .Concat(type.GetInterfaces().Where(one => type.BaseType?.GetInterfaces().Contains(one) != true && one.IsPublic)).Select(Name).Order(StringComparer.Ordinal).ToList();
            if (bases.Count > 0 && !type.IsEnum) text.Append(CultureInfo.InvariantCulture, $" : {string.Join(", ", bases)}");
            text.Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"  {line}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum) return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        // What the compiler adds to records follows from their properties.
        var isRecord = type.GetMethod("<Clone>$", Declared) is not null || type.GetMethod("PrintMembers", Declared) is not null;
        string[] added = isRecord ? ["Equals", "GetHashCode", "ToString", "PrintMembers", "<Clone>$", "Deconstruct", "get_EqualityContract", "op_Equality", "op_Inequality"] : [];
        return type.GetConstructors(Declared).Where(IsSeen).Where(made => !isRecord || made.GetParameters() is not [var one] || one.ParameterType != type).Select(made => $"new({Parameters(made)})")
            .Concat(type.GetFields(Declared).Where(static field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly)
                .Select(field => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "")}"))
            .Concat(type.GetProperties(Declared).Where(property => property.GetMethod is { } get && IsSeen(get) && !added.Contains(get.Name)).Select(Property))
            .Concat(type.GetEvents(Declared).Where(static one => one.AddMethod is { } add && IsSeen(add)).Select(one => $"event {Name(one.EventHandlerType!)} {one.Name}"))
            .Concat(type.GetMethods(Declared).Where(method => IsSeen(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && !added.Contains(method.Name)).Select(Method));
    }

    private static string Property(PropertyInfo property)
    {
        var set = property.SetMethod is { } write && IsSeen(write) ? write.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;" : "";
        var required = property.GetCustomAttribute<RequiredMemberAttribute>() is null ? "" : "required ";
        var index = property.GetIndexParameters() is { Length: > 0 } by ? $"[{string.Join(", ", by.Select(static one => Name(one.ParameterType)))}]" : "";
        return $"{(property.GetMethod!.IsStatic ? "static " : "")}{required}{Name(property.PropertyType)} {property.Name}{index} {{ get;{set} }}";
    }

    private static string Method(MethodInfo method) =>
        $"{(method.IsStatic ? "static " : method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract " : method.IsVirtual && !method.IsFinal && !method.DeclaringType!.IsInterface ? "virtual " : "")}{Name(method.ReturnType)} {method.Name}"
        + $"{(method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(static one => one.Name))}>" : "")}({(method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " : "")}{Parameters(method)})";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(static one => $"{(one.ParameterType.IsByRef ? one.IsOut ? "out " : one.IsIn ? "in " : "ref " : "")}{Name(one.ParameterType)} {one.Name}{(one.HasDefaultValue ? $" = {one.RawDefaultValue ?? "null"}" : "")}"));

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : typeof(Delegate).IsAssignableFrom(type) ? "delegate" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsSealed ? "sealed class" : type.IsAbstract ? "abstract class" : "class";

    private static string Name(Type type)
    {
        if (type.IsByRef) return Name(type.GetElementType()!);
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        if (type.IsGenericParameter) return type.Name;
        var name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Namespace is { } space && space.StartsWith("Reprise", StringComparison.Ordinal) ? $"{space}.{type.Name}" : type.Name;
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
