using System.Reflection;

namespace Rouse.Protocol.Tests;

/// <summary>
/// A line of a BannedSymbols.txt: a documentation comment ID and a reason. The analyzer says nothing of a line that names nothing, and
/// nothing of a banned type in a signature or field, so that tests look for both.
/// </summary>
sealed record BannedSymbol(char Kind, string Name, string Parameters)
{
    static Assembly[] Platform { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => name!.StartsWith("System.", StringComparison.Ordinal))
            .Select(name => Assembly.Load(name!))];

    public static BannedSymbol Parse(string line)
    {
        var id = line.Split(';')[0];
        var parenthesis = id.IndexOf('(');
        return new(id[0], parenthesis < 0 ? id[2..] : id[2..parenthesis], parenthesis < 0 ? "" : id[parenthesis..]);
    }

    /// <summary>The lines of an embedded file.</summary>
    public static IReadOnlyList<string> LinesOf(string file)
    {
        using var reader = new StreamReader(typeof(BannedSymbol).Assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Whether the platform has such a symbol.</summary>
    public bool Exists => Kind switch
    {
        'N' => Platform.Any(assembly => assembly.GetExportedTypes().Any(type => type.Namespace == Name)),
        'T' => TypeNamed(Name) != null,
        'P' => Owner?.GetProperty(Member, Everything) != null,
        'M' => Owner?.GetMethods(Everything).Any(method => method.Name == Member && ParametersOf(method) == Parameters) == true,
        _ => false,
    };

    /// <summary>Whether a type is banned by this line: itself, its outer type or its namespace.</summary>
    public bool Bans(string typeName) =>
        Kind is 'T' or 'N' && (typeName == Name || typeName.StartsWith(Name + ".", StringComparison.Ordinal));

    /// <summary>Whether a use of a member, written Namespace.Type.Member, is banned by this line; all overloads are one here.</summary>
    public bool BansMember(string memberName) => Kind switch
    {
        'P' => memberName == $"{Name[..Name.LastIndexOf('.')]}.get_{Member}",
        'M' => memberName == Name,
        _ => false,
    };

    static BindingFlags Everything => BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    string Member => Name[(Name.LastIndexOf('.') + 1)..];

    Type? Owner => TypeNamed(Name[..Name.LastIndexOf('.')]);

    static Type? TypeNamed(string name) => Platform.Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type != null);

    static string ParametersOf(MethodInfo method)
    {
        var parameters = method.GetParameters();
        return parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(parameter => IdOf(parameter.ParameterType)))})";
    }

    static string IdOf(Type type)
    {
        if (type.IsByRef)
            return IdOf(type.GetElementType()!) + "@";
        if (type.IsArray)
            return IdOf(type.GetElementType()!) + "[]";
        if (!type.IsGenericType)
            return type.FullName ?? $"``{type.GenericParameterPosition}";
        var definition = type.GetGenericTypeDefinition().FullName!;
        return $"{definition[..definition.IndexOf('`')]}{{{string.Join(',', type.GetGenericArguments().Select(IdOf))}}}";
    }
}
