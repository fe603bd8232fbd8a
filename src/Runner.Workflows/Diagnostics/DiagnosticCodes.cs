namespace Runner.Workflows.Diagnostics;

/// <summary>The stable codes of diagnostics. A code keeps its meaning for ever; a retired one is never given again.</summary>
public static class DiagnosticCodes
{
    // 00xx: the file as a whole
    /// <summary>The file cannot be read.</summary>
    public const string Unreadable = "RUN0001";

    /// <summary>The file is larger than the limit.</summary>
    public const string TooLarge = "RUN0002";

    /// <summary>The file is not text.</summary>
    public const string NotText = "RUN0003";

    /// <summary>The file holds nothing.</summary>
    public const string Empty = "RUN0004";

    // 01xx: YAML
    /// <summary>Not YAML.</summary>
    public const string YamlSyntax = "RUN0101";

    /// <summary>A tab is used to indent.</summary>
    public const string YamlTab = "RUN0102";

    /// <summary>A key stands twice in one mapping.</summary>
    public const string DuplicateKey = "RUN0103";

    /// <summary>A YAML tag, which workflows do not use; often an unquoted <c>!</c>.</summary>
    public const string YamlTag = "RUN0104";

    /// <summary>An alias names no anchor.</summary>
    public const string UnknownAlias = "RUN0105";

    /// <summary>Aliases, depth or number of nodes pass the limits.</summary>
    public const string YamlLimit = "RUN0106";

    /// <summary>More than one YAML document in the file.</summary>
    public const string ManyDocuments = "RUN0107";

    /// <summary>Right as YAML, but written in a way that the formatter does not follow.</summary>
    public const string NotFormattable = "RUN0108";

    // 02xx: structure
    /// <summary>A key that does not exist here.</summary>
    public const string UnknownKey = "RUN0201";

    /// <summary>A value of the wrong type.</summary>
    public const string WrongType = "RUN0202";

    /// <summary>A key that must be there is missing.</summary>
    public const string MissingKey = "RUN0203";

    /// <summary>A value of the right type that is not allowed here.</summary>
    public const string InvalidValue = "RUN0204";

    /// <summary>A key that is reserved for later.</summary>
    public const string ReservedKey = "RUN0205";

    // 03xx: actions
    /// <summary>No plugin has an action of this name.</summary>
    public const string UnknownAction = "RUN0301";

    /// <summary>The action has no such input.</summary>
    public const string UnknownInput = "RUN0302";

    /// <summary>An input that the action needs is missing.</summary>
    public const string MissingInput = "RUN0303";

    /// <summary>An input has a value of the wrong type.</summary>
    public const string WrongInputType = "RUN0304";

    /// <summary>The step named as a connection does not open a fitting one.</summary>
    public const string NotAConnection = "RUN0305";

    /// <summary>The author of the action or input gave it up.</summary>
    public const string Deprecated = "RUN0306";

    /// <summary>What came from outside becomes part of a command that a shell interprets.</summary>
    public const string ShellInjection = "RUN0307";

    /// <summary><c>runner.yaml</c> denies the action.</summary>
    public const string DeniedAction = "RUN0308";

    /// <summary>A secret stands among a program's arguments, where other users of the machine see it.</summary>
    public const string SecretArgument = "RUN0309";

    /// <summary>A value that is written out and that the action cannot use.</summary>
    public const string UnusableValue = "RUN0310";

    // 04xx: expressions
    /// <summary>The expression cannot be parsed.</summary>
    public const string ExpressionSyntax = "RUN0401";

    /// <summary>Text around <c>${{ }}</c> where a condition is wanted.</summary>
    public const string TextAroundCondition = "RUN0402";

    /// <summary>No such name in scope.</summary>
    public const string UndefinedName = "RUN0403";

    /// <summary>No step of this id comes before.</summary>
    public const string UndefinedStep = "RUN0404";

    /// <summary>The secret is used but not declared.</summary>
    public const string UndeclaredSecret = "RUN0405";

    /// <summary>The result, output or object has no such field.</summary>
    public const string UndefinedField = "RUN0406";

    /// <summary>A function gets an argument of a type that it cannot use.</summary>
    public const string WrongArgument = "RUN0407";

    /// <summary>A comparison whose answer is known from the types of its sides.</summary>
    public const string ImpossibleComparison = "RUN0408";

    /// <summary>A condition, or a part of one, that is written out and never changes.</summary>
    public const string ConstantCondition = "RUN0409";

    /// <summary>A call that fails in every run, since its arguments are written out.</summary>
    public const string FailingCall = "RUN0410";

    /// <summary>A list or an object within a text.</summary>
    public const string StructureInText = "RUN0411";

    // 05xx: jobs, and what is declared and never used
    /// <summary>No job has this id.</summary>
    public const string UnknownJob = "RUN0501";

    /// <summary>Jobs need each other in a circle.</summary>
    public const string JobCycle = "RUN0502";

    /// <summary>A name is declared and nothing uses it.</summary>
    public const string UnusedName = "RUN0503";

    /// <summary>A condition that can never hold.</summary>
    public const string NeverRuns = "RUN0504";

    // 06xx: workflows that call others
    /// <summary>The file of the called workflow does not exist.</summary>
    public const string NoSuchWorkflow = "RUN0601";

    /// <summary>Workflows call each other in a circle.</summary>
    public const string CallCycle = "RUN0602";

    /// <summary>Workflows call each other too deep.</summary>
    public const string CallDepth = "RUN0603";

    /// <summary>A secret that the called workflow needs is not passed.</summary>
    public const string SecretNotPassed = "RUN0604";

    // 07xx: the inventory
    /// <summary>The workflow names hosts, and the project has no inventory.</summary>
    public const string NoInventory = "RUN0701";

    /// <summary>The inventory has no such host or group, or a pattern chooses none.</summary>
    public const string UnknownHosts = "RUN0702";

    /// <summary>A file of an inventory that is not written as its format wants.</summary>
    public const string InventoryFormat = "RUN0703";

    /// <summary>Groups are in each other in a circle.</summary>
    public const string GroupCycle = "RUN0704";

    /// <summary>A password stands in the inventory as it is.</summary>
    public const string LiteralSecret = "RUN0705";

    /// <summary>The command that answers the inventory failed.</summary>
    public const string InventoryCommand = "RUN0706";

    /// <summary>A value is encrypted with Ansible Vault.</summary>
    public const string VaultEncrypted = "RUN0707";

    /// <summary>Something that Ansible's inventory says and that Runner does not follow.</summary>
    public const string UnusedSetting = "RUN0708";

    /// <summary>A host is named as a group is.</summary>
    public const string SharedName = "RUN0709";

    // 08xx: scripts
    /// <summary>The C# of a script does not compile.</summary>
    public const string ScriptError = "RUN0801";

    /// <summary><c>${{ }}</c> stands in the C# of a step.</summary>
    public const string ExpressionInScript = "RUN0802";

    /// <summary>The file of a script does not exist.</summary>
    public const string NoSuchScript = "RUN0803";
}
